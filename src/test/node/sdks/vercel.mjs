// Vercel's `ai` with each of its providers: base URL and key, nothing else is set
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import {
  Output,
  embedMany,
  experimental_generateSpeech as generateSpeech,
  experimental_transcribe as transcribe,
  generateImage,
  generateText,
  stepCountIs,
  streamText,
  tool,
} from 'ai';
import { z } from 'zod';
import { HELLO, all, long, paced, untilAborted, wav } from './common.mjs';

globalThis.AI_SDK_LOG_WARNINGS = false; // they go to the standard output
const { BROKER, TOKEN: apiKey } = process.env;
const openai = createOpenAI({ baseURL: `${BROKER}/v1`, apiKey });
const anthropic = createAnthropic({ baseURL: `${BROKER}/v1`, apiKey });
const google = createGoogleGenerativeAI({ baseURL: `${BROKER}/v1beta`, apiKey });
const compatible = createOpenAICompatible({ name: 'broker', baseURL: `${BROKER}/v1`, apiKey });

/** The models by the name of their provider. */
const MODELS = {
  chat: (id) => openai.chat(id),
  responses: (id) => openai.responses(id),
  compatible: (id) => compatible(id),
  anthropic: (id) => anthropic(id),
  google: (id) => google(id),
};
const EMBEDDERS = {
  openai: (id) => openai.embedding(id),
  compatible: (id) => compatible.embeddingModel(id),
  google: (id) => google.embedding(id),
};
const Weather = z.object({ city: z.string(), degrees: z.number() });
const weather = tool({
  description: 'Tells the weather of a city.',
  inputSchema: z.object({ city: z.string() }),
  execute: async () => 'sunny',
});

/** Errors of a stream come out where it is read. */
const streamed = (kind, id, more = {}) =>
  streamText({
    model: MODELS[kind](id),
    prompt: HELLO,
    onError: () => {},
    ...more,
  });

/** What a full stream says; its error is thrown. */
const spoken = (part) => {
  if (part.type === 'error') {
    throw part.error;
  }
  return part.type === 'text-delta' ? part.text : undefined;
};

export async function chat(kind, id) {
  const answer = await generateText({ model: MODELS[kind](id), prompt: HELLO });
  return { text: answer.text, usage: answer.usage };
}

export async function once(kind, id) {
  return generateText({ model: MODELS[kind](id), prompt: HELLO, maxRetries: 0 });
}

export async function stream(kind, id) {
  return all(streamed(kind, id).fullStream, spoken);
}

export async function tools(kind, id) {
  const answer = await generateText({
    model: MODELS[kind](id),
    prompt: HELLO,
    tools: { weather },
    stopWhen: stepCountIs(3),
  });
  const [call] = answer.steps[0].toolCalls;
  return { name: call.toolName, input: call.input, text: answer.text, steps: answer.steps.length };
}

export async function toolStream(kind, id) {
  const running = streamed(kind, id, { tools: { weather }, stopWhen: stepCountIs(3) });
  const called = await all(running.fullStream, (part) =>
    part.type === 'tool-call' ? { name: part.toolName, input: part.input } : undefined,
  );
  return { ...called[0], text: await running.text };
}

export async function structured(kind, id) {
  const answer = await generateText({
    model: MODELS[kind](id),
    prompt: HELLO,
    output: Output.object({ schema: Weather }),
  });
  return answer.output;
}

export async function embeddings(kind, id) {
  const answer = await embedMany({ model: EMBEDDERS[kind](id), values: [HELLO] });
  return answer.embeddings[0];
}

export async function image(id) {
  const answer = await generateImage({ model: openai.image(id), prompt: HELLO });
  return answer.image.mediaType;
}

export async function speech(id) {
  const answer = await generateSpeech({ model: openai.speech(id), text: HELLO });
  return Buffer.from(answer.audio.uint8Array).toString('latin1').slice(-24);
}

export async function transcription(id) {
  const answer = await transcribe({ model: openai.transcription(id), audio: wav() });
  return answer.text;
}

export async function longPrompt(kind, id, characters) {
  const prompt = long(Number(characters));
  return (await generateText({ model: MODELS[kind](id), prompt })).text;
}

export async function parallel(kind, ...ids) {
  return Promise.all(ids.map(async (id) => all(streamed(kind, id).fullStream, spoken)));
}

export async function abort(kind, id) {
  const controller = new AbortController();
  const parts = [];
  return untilAborted(parts, async () => {
    const running = streamed(kind, id, { abortSignal: controller.signal });
    for await (const part of running.fullStream) {
      if (spoken(part) !== undefined) {
        parts.push(part.text);
      }
      if (parts.length === 3) {
        controller.abort();
      }
    }
  });
}

export async function silence(kind, id) {
  return paced(streamed(kind, id).fullStream, spoken);
}
