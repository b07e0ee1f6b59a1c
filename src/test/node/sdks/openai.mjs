// OpenAI's own SDK: base URL and key come from the environment, nothing else is set
import OpenAI, { toFile } from 'openai';
import { zodResponseFormat, zodTextFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { HELLO, PNG, all, few, linger, long, paced, untilAborted, wav } from './common.mjs';

const client = new OpenAI();
const asked = (content) => [{ role: 'user', content }];
const spoken = (chunk) => chunk.choices[0]?.delta.content ?? undefined;
const Weather = z.object({ city: z.string(), degrees: z.number() });
const WEATHER = {
  name: 'weather',
  description: 'Tells the weather of a city.',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
const TOOLS = [{ type: 'function', function: WEATHER }];

const pictured = ({ data: [first] }) => ({ bytes: first.b64_json.length, said: first.revised_prompt });

const chatOf = (model, more = {}) =>
  client.chat.completions.create({ model, messages: asked(HELLO), ...more });

export async function chat(model) {
  const { data, request_id: requestId } = await chatOf(model).withResponse();
  return { text: data.choices[0].message.content, usage: data.usage, requestId };
}

// the option idempotencyKey alone sends nothing: the SDK has no header for it
export async function keyed(model, key) {
  const body = { model, messages: asked(HELLO) };
  const headers = { 'Idempotency-Key': key };
  const answer = await client.chat.completions.create(body, { headers });
  return answer.choices[0].message.content;
}

export async function stream(model) {
  return all(await chatOf(model, { stream: true }), spoken);
}

export async function streamWithUsage(model) {
  const chunks = await chatOf(model, { stream: true, stream_options: { include_usage: true } });
  return all(chunks, (chunk) => chunk.usage ?? undefined);
}

export async function streamMembers(model) {
  const members = await all(await chatOf(model, { stream: true }), (chunk) => Object.keys(chunk));
  return [...new Set(members.flat())];
}

export async function tools(model) {
  const first = await chatOf(model, { tools: TOOLS });
  const { message } = first.choices[0];
  const call = message.tool_calls[0];
  const messages = [
    ...asked(HELLO),
    message,
    { role: 'tool', tool_call_id: call.id, content: 'sunny' },
  ];
  const second = await client.chat.completions.create({ model, messages, tools: TOOLS });
  return {
    name: call.function.name,
    arguments: JSON.parse(call.function.arguments),
    text: second.choices[0].message.content,
  };
}

export async function toolStream(model) {
  const running = client.chat.completions.stream({ model, messages: asked(HELLO), tools: TOOLS });
  const { message } = (await running.finalChatCompletion()).choices[0];
  const call = message.tool_calls[0].function;
  return { name: call.name, arguments: JSON.parse(call.arguments) };
}

export async function structured(model) {
  const completion = await client.chat.completions.parse({
    model,
    messages: asked(HELLO),
    response_format: zodResponseFormat(Weather, 'weather'),
  });
  return completion.choices[0].message.parsed;
}

export async function longPrompt(model, characters) {
  const content = long(Number(characters));
  const completion = await client.chat.completions.create({ model, messages: asked(content) });
  return completion.choices[0].message.content;
}

export async function parallel(...models) {
  return Promise.all(
    models.map(async (model) => {
      const chunks = await all(await chatOf(model, { stream: true }), (chunk) => chunk);
      return { models: [...new Set(chunks.map((chunk) => chunk.model))], parts: chunks.map(spoken) };
    }),
  );
}

export async function leave(model) {
  return linger(await few(await chatOf(model, { stream: true }), spoken, 3));
}

export async function abort(model) {
  const controller = new AbortController();
  const parts = [];
  return untilAborted(parts, async () => {
    const { signal } = controller;
    const request = { model, messages: asked(HELLO), stream: true };
    for await (const chunk of await client.chat.completions.create(request, { signal })) {
      parts.push(spoken(chunk));
      if (parts.length === 3) {
        controller.abort();
      }
    }
  });
}

export async function timeout(model) {
  return client.chat.completions.create(
    { model, messages: asked(HELLO) },
    { timeout: 700, maxRetries: 0 },
  );
}

export async function once(model) {
  return client.chat.completions.create({ model, messages: asked(HELLO) }, { maxRetries: 0 });
}

export async function silence(model) {
  return paced(await chatOf(model, { stream: true }), spoken);
}

export async function embeddings(model) {
  const answer = await client.embeddings.create({ model, input: HELLO });
  return { vector: answer.data[0].embedding, usage: answer.usage };
}

export async function models() {
  return all(client.models.list(), (model) => model.id);
}

export async function model(id) {
  return client.models.retrieve(id);
}

export async function completion(model) {
  const answer = await client.completions.create({ model, prompt: HELLO });
  return answer.choices[0].text;
}

export async function completionStream(model) {
  const chunks = await client.completions.create({ model, prompt: HELLO, stream: true });
  return all(chunks, (chunk) => chunk.choices[0]?.text || undefined);
}

export async function moderation(model) {
  const answer = await client.moderations.create({ model, input: HELLO });
  return answer.results[0].flagged;
}

export async function responses(model) {
  const { data, request_id: requestId } = await client.responses
    .create({ model, input: HELLO })
    .withResponse();
  return { text: data.output_text, store: data.store, usage: data.usage, requestId };
}

export async function responsesStream(model) {
  const events = await client.responses.create({ model, input: HELLO, stream: true });
  return all(events, (event) => ({ type: event.type, delta: event.delta }));
}

export async function responsesTool(model) {
  const offered = [{ type: 'function', strict: false, ...WEATHER }];
  const first = await client.responses.create({ model, input: HELLO, tools: offered });
  const call = first.output.find((item) => item.type === 'function_call');
  const second = await client.responses.create({
    model,
    tools: offered,
    input: [
      { role: 'user', content: HELLO },
      call,
      { type: 'function_call_output', call_id: call.call_id, output: 'sunny' },
    ],
  });
  return { name: call.name, arguments: JSON.parse(call.arguments), text: second.output_text };
}

export async function responsesStructured(model) {
  const answer = await client.responses.parse({
    model,
    input: HELLO,
    text: { format: zodTextFormat(Weather, 'weather') },
  });
  return answer.output_parsed;
}

export async function responsesAfter(model) {
  return client.responses.create({ model, input: HELLO, previous_response_id: 'resp_other' });
}

export async function image(model) {
  const answer = await client.images.generate({ model, prompt: HELLO });
  return pictured(answer);
}

export async function imageEdit(model) {
  const picture = await toFile(PNG, 'picture.png', { type: 'image/png' });
  const answer = await client.images.edit({ model, prompt: HELLO, image: picture });
  return pictured(answer);
}

export async function imageVariation(model) {
  const picture = await toFile(PNG, 'picture.png', { type: 'image/png' });
  const answer = await client.images.createVariation({ model, image: picture });
  return pictured(answer);
}

export async function speech(model) {
  const answer = await client.audio.speech.create({ model, voice: 'alloy', input: HELLO });
  const bytes = Buffer.from(await answer.arrayBuffer());
  return { type: answer.headers.get('content-type'), bytes: bytes.toString('hex') };
}

export async function transcription(model) {
  const file = await toFile(wav(), 'speech.wav', { type: 'audio/wav' });
  return client.audio.transcriptions.create({ model, file, language: 'en' });
}

export async function transcriptionStream(model) {
  const file = await toFile(wav(), 'speech.wav', { type: 'audio/wav' });
  const events = await client.audio.transcriptions.create({ model, file, stream: true });
  return all(events, (event) => event.type);
}

export async function translation(model) {
  const file = await toFile(wav(), 'speech.wav', { type: 'audio/wav' });
  return client.audio.translations.create({ model, file });
}
