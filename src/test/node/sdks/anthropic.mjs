// Anthropic's own SDK: base URL and key come from the environment, nothing else is set
import Anthropic from '@anthropic-ai/sdk';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import { z } from 'zod';
import { HELLO, PNG, all, few, linger, long, paced, untilAborted } from './common.mjs';

const client = new Anthropic();
const asked = (content) => [{ role: 'user', content }];
const spoken = (event) =>
  event.type === 'content_block_delta' && event.delta.type === 'text_delta'
    ? event.delta.text
    : undefined;
const said = (message) => message.content.find((block) => block.type === 'text')?.text;
const Weather = z.object({ city: z.string(), degrees: z.number() });
const TOOLS = [
  {
    name: 'weather',
    description: 'Tells the weather of a city.',
    input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
];

const ask = (model, more = {}) => ({ model, max_tokens: 100, messages: asked(HELLO), ...more });
const send = (model, more, options) => client.messages.create(ask(model, more), options);

export async function chat(model) {
  const { data, request_id: requestId } = await send(model).withResponse();
  return { text: said(data), usage: data.usage, requestId };
}

export async function stream(model) {
  return all(await send(model, { stream: true }), spoken);
}

export async function events(model) {
  return all(await send(model, { stream: true }), (event) => event.type);
}

export async function gathered(model) {
  const message = await client.messages.stream(ask(model)).finalMessage();
  return { text: said(message), stop: message.stop_reason, usage: message.usage };
}

export async function tools(model) {
  const first = await send(model, { tools: TOOLS });
  const call = first.content.find((block) => block.type === 'tool_use');
  const messages = [
    ...asked(HELLO),
    { role: 'assistant', content: first.content },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: 'sunny' }] },
  ];
  const second = await send(model, { tools: TOOLS, messages });
  return { name: call.name, input: call.input, text: said(second) };
}

export async function toolStream(model) {
  const message = await client.messages.stream(ask(model, { tools: TOOLS })).finalMessage();
  const call = message.content.find((block) => block.type === 'tool_use');
  return { name: call.name, input: call.input, stop: message.stop_reason };
}

export async function structured(model) {
  const message = await client.messages.parse(
    ask(model, { output_config: { format: zodOutputFormat(Weather) } }),
  );
  return message.parsed_output;
}

export async function thinking(model) {
  const thinking = { type: 'enabled', budget_tokens: 1024 };
  const running = client.messages.stream(ask(model, { max_tokens: 2048, thinking }));
  return (await running.finalMessage()).content.map((block) => block.type);
}

export async function picture(model) {
  const source = { type: 'base64', media_type: 'image/png', data: PNG.toString('base64') };
  const content = [{ type: 'image', source }, { type: 'text', text: HELLO }];
  return said(await send(model, { messages: asked(content) }));
}

export async function beta(model) {
  const message = await client.beta.messages.create(
    ask(model, { betas: ['context-management-2025-06-27'] }),
  );
  return said(message);
}

export async function count(model) {
  const { input_tokens: tokens } = await client.messages.countTokens({
    model,
    messages: asked(HELLO),
  });
  return tokens;
}

export async function longPrompt(model, characters) {
  return said(await send(model, { messages: asked(long(Number(characters))) }));
}

export async function parallel(...models) {
  return Promise.all(
    models.map(async (model) => {
      const events = await all(await send(model, { stream: true }), (event) => event);
      return { model: events[0].message.model, parts: events.map(spoken).filter((part) => part) };
    }),
  );
}

export async function leave(model) {
  return linger(await few(await send(model, { stream: true }), spoken, 3));
}

export async function abort(model) {
  const running = client.messages.stream(ask(model));
  const parts = [];
  running.on('text', (text) => {
    parts.push(text);
    if (parts.length === 3) {
      running.abort();
    }
  });
  return untilAborted(parts, () => running.done());
}

export async function timeout(model) {
  return send(model, {}, { timeout: 700, maxRetries: 0 });
}

export async function once(model) {
  return send(model, {}, { maxRetries: 0 });
}

export async function silence(model) {
  return paced(await send(model, { stream: true }), spoken);
}

export async function models() {
  return all(client.models.list(), (model) => model.id);
}

export async function model(id) {
  return client.models.retrieve(id);
}
