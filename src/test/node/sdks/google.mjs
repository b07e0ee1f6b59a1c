// Google's own SDK: base URL and key come from the environment, nothing else is set
import { GoogleGenAI } from '@google/genai';
import { HELLO, PNG, all, long, paced, untilAborted } from './common.mjs';

const client = new GoogleGenAI({});
const spoken = (chunk) => chunk.text;
const SCHEMA = {
  type: 'object',
  properties: { city: { type: 'string' }, degrees: { type: 'number' } },
};
const TOOLS = [
  {
    functionDeclarations: [
      {
        name: 'weather',
        description: 'Tells the weather of a city.',
        parametersJsonSchema: { type: 'object', properties: { city: { type: 'string' } } },
      },
    ],
  },
];

const send = (model, config, contents = HELLO) =>
  client.models.generateContent({ model, contents, config });
const streamed = (model, config) =>
  client.models.generateContentStream({ model, contents: HELLO, config });

export async function chat(model) {
  const answer = await send(model);
  return { text: answer.text, usage: answer.usageMetadata };
}

export async function stream(model) {
  return all(await streamed(model), spoken);
}

export async function tools(model) {
  const first = await send(model, { tools: TOOLS });
  const [call] = first.functionCalls;
  const contents = [
    { role: 'user', parts: [{ text: HELLO }] },
    first.candidates[0].content,
    {
      role: 'user',
      parts: [{ functionResponse: { name: call.name, response: { output: 'sunny' } } }],
    },
  ];
  const second = await send(model, { tools: TOOLS }, contents);
  return { name: call.name, args: call.args, text: second.text };
}

export async function toolStream(model) {
  const [call] = (await all(await streamed(model, { tools: TOOLS }), (c) => c.functionCalls)).flat();
  return { name: call.name, args: call.args };
}

export async function structured(model) {
  const config = { responseMimeType: 'application/json', responseJsonSchema: SCHEMA };
  return JSON.parse((await send(model, config)).text);
}

export async function picture(model) {
  const inlineData = { mimeType: 'image/png', data: PNG.toString('base64') };
  return (await send(model, {}, [{ inlineData }, { text: HELLO }])).text;
}

export async function conversation(model) {
  const chat = client.chats.create({ model });
  await chat.sendMessage({ message: HELLO });
  const answer = await chat.sendMessage({ message: 'more' });
  return { text: answer.text, turns: chat.getHistory().length };
}

export async function count(model) {
  return (await client.models.countTokens({ model, contents: HELLO })).totalTokens;
}

export async function embeddings(model) {
  const answer = await client.models.embedContent({ model, contents: [HELLO, 'again'] });
  return answer.embeddings.map((embedding) => embedding.values);
}

export async function longPrompt(model, characters) {
  return (await send(model, {}, long(Number(characters)))).text;
}

export async function parallel(...models) {
  return Promise.all(
    models.map(async (model) => {
      const chunks = await all(await streamed(model), (chunk) => chunk);
      return { models: [...new Set(chunks.map((c) => c.modelVersion))], parts: chunks.map(spoken) };
    }),
  );
}

export async function abort(model) {
  const controller = new AbortController();
  const parts = [];
  return untilAborted(parts, async () => {
    for await (const chunk of await streamed(model, { abortSignal: controller.signal })) {
      parts.push(chunk.text);
      if (parts.length === 3) {
        controller.abort();
      }
    }
  });
}

export async function timeout(model) {
  return send(model, { httpOptions: { timeout: 700 } });
}

export async function retried(model) {
  return send(model, { httpOptions: { retryOptions: { attempts: 3 } } });
}

export async function silence(model) {
  return paced(await streamed(model), spoken);
}

export async function models() {
  return all(await client.models.list(), (model) => model.name);
}

export async function model(id) {
  return client.models.get({ model: id });
}
