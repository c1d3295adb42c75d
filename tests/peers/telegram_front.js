// A Bot API server for tests: npm telegram-test-api keeps the updates and messages, this front speaks
// HTTP as the documents of the Bot API say: updates stay until an offset confirms them, polls wait,
// groups have several people, a second reader is refused (409), and trouble comes when a test asks.
//   node telegram_front.js PORT TOKEN
// The test's side, all JSON: POST /__say, /__press, /__faults; DELETE /__faults; GET /__calls, /__messages.
'use strict';

const TelegramServer = require('telegram-test-api');
const express = require('express');

const port = Number(process.argv[2]);
const token = process.argv[3];
const kept = new TelegramServer({ port, host: '127.0.0.1', storage: 'RAM', storeTimeout: 86_400 });
const api = express();
const journal = [];
const presses = new Map();
const chats = new Map();
let faults = [];
const menus = new Map();
const erased = [];
const photos = new Map();
let reader = null;
let hook = null;
let pumping = false;

const seconds = (ms) => Math.floor(ms / 1000);
const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });

class Refused extends Error {
  constructor(code, description, parameters) {
    super(description);
    this.body = { ok: false, error_code: code, description, ...(parameters && { parameters }) };
  }
}

function chatOf(id) {
  return chats.get(String(id)) || { id: Number(id), type: Number(id) < 0 ? 'group' : 'private', title: 'chat' };
}

function stored(chat, message) {
  return kept.storage.botMessages.find(
    (row) => String(row.messageId) === String(message) && String(row.message.chat_id) === String(chat),
  );
}

function shown(row) {
  return {
    message_id: row.messageId,
    date: seconds(row.time),
    chat: chatOf(row.message.chat_id),
    from: { id: 1, is_bot: true, first_name: 'gaemi', username: 'gaemi_test_bot' },
    text: row.message.text,
    ...(row.message.reply_markup && { reply_markup: row.message.reply_markup }),
    ...(row.entities && { entities: row.entities }),
    ...(row.edited && { edit_date: seconds(row.edited) }),
  };
}

// Ranges count in UTF-16 units, as strings do here.
function ranges(given, text) {
  const found = typeof given === 'string' ? JSON.parse(given) : given;
  if (found && found.some((range) => range.length < 1 || range.offset + range.length > text.length)) {
    throw new Refused(400, 'Bad Request: entity outside of the text');
  }
  return found && found.length ? found : undefined;
}

function sendMessage({ chat_id, text, entities, reply_markup, reply_parameters }) {
  if (!text) throw new Refused(400, 'Bad Request: message text is empty');
  if (text.length > 4096) throw new Refused(400, 'Bad Request: message is too long');
  const made = kept.addBotMessage({ chat_id, text, ...(reply_markup && { reply_markup }) }, token);
  const row = stored(chat_id, made.message_id);
  row.entities = ranges(entities, text);
  if (reply_parameters) row.answers = JSON.parse(reply_parameters).message_id;
  return shown(row);
}

async function sendPhoto({ chat_id, photo, caption, caption_entities, reply_markup }) {
  if (caption && caption.length > 1024) throw new Refused(400, 'Bad Request: message caption is too long');
  const png = Buffer.from(await photo.arrayBuffer());
  const made = kept.addBotMessage({ chat_id, text: caption || '', ...(reply_markup && { reply_markup }) }, token);
  photos.set(String(made.message_id), png);
  stored(chat_id, made.message_id).entities = ranges(caption_entities, caption || '');
  const size = { file_id: 'f', file_unique_id: 'u', width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
  return { ...shown(stored(chat_id, made.message_id)), text: undefined, caption, photo: [size] };
}

function editMessageText({ chat_id, message_id, text, entities, reply_markup }) {
  const row = stored(chat_id, message_id);
  if (!row) throw new Refused(400, 'Bad Request: message to edit not found');
  const markup = typeof reply_markup === 'string' ? JSON.parse(reply_markup) : reply_markup;
  const looks = ranges(entities, text);
  const same = row.message.text === text && JSON.stringify(row.entities) === JSON.stringify(looks)
    && JSON.stringify(row.message.reply_markup) === JSON.stringify(markup);
  if (same) throw new Refused(400, 'Bad Request: message is not modified');
  (row.earlier ||= []).push(row.message.text);
  row.edited = Date.now();
  row.entities = looks;
  kept.editMessageText({ chat_id, message_id, text });
  // An edit without a keyboard takes the old one away; the library keeps it.
  if (markup) row.message.reply_markup = markup; else delete row.message.reply_markup;
  return shown(row);
}

function answerCallbackQuery({ callback_query_id, text, show_alert }) {
  const press = presses.get(String(callback_query_id));
  if (!press || press.answer) throw new Refused(400, 'Bad Request: query is too old and response timeout expired or query ID is invalid');
  press.answer = { text: text || '', alert: String(show_alert) === 'true' };
  return true;
}

function deleteMessage({ chat_id, message_id }) {
  if (!(Number(message_id) > 0)) throw new Refused(400, 'Bad Request: message to delete not found');
  erased.push({ chat: Number(chat_id), message: Number(message_id) });
  return true;
}

const where = ({ scope, language_code }) => `${typeof scope === 'string' ? scope : JSON.stringify(scope || {})} ${language_code || ''}`;

function setMyCommands(given) {
  const { commands } = given;
  const menu = typeof commands === 'string' ? JSON.parse(commands) : commands;
  menus.set(where(given), menu);
  const bad = menu.find((c) => !/^[a-z0-9_]{1,32}$/.test(c.command) || c.description.length < 3 || c.description.length > 256);
  if (bad) throw new Refused(400, `Bad Request: BOT_COMMAND_INVALID ${bad.command}`);
  return true;
}

function setWebhook({ url, secret_token, allowed_updates }) {
  if (!url) return deleteWebhook();
  if (secret_token && !/^[A-Za-z0-9_-]{1,256}$/.test(secret_token)) throw new Refused(400, 'Bad Request: secret token contains unallowed characters');
  hook = { url, secret: secret_token, allowed: allowed_updates };
  pump();
  return true;
}

function deleteWebhook() {
  hook = null;
  return true;
}

// Delivers the oldest update until it is answered with 200, then the next one.
async function pump() {
  if (pumping) return;
  pumping = true;
  while (hook) {
    const update = kept.storage.userMessages[0];
    if (!update || !(await delivered(TelegramServer.formatUpdate(update)))) { await wait(20); continue; }
    kept.storage.userMessages = kept.storage.userMessages.filter((u) => u.updateId !== update.updateId);
  }
  pumping = false;
}

async function delivered(update) {
  const headers = { 'content-type': 'application/json', ...(hook.secret && { 'x-telegram-bot-api-secret-token': hook.secret }) };
  const fault = trouble('webhook');
  try {
    const answer = await fetch(hook.url, { method: 'POST', headers, body: JSON.stringify(update) });
    await answer.text();
    if (fault) return false;
    return answer.status === 200;
  } catch {
    return false;
  }
}

async function getUpdates({ offset, timeout, limit }, request) {
  if (hook) throw new Refused(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first");
  if (reader) reader.conflict = true;
  const me = { conflict: false };
  reader = me;
  request.on('close', () => { me.gone = true; });
  const from = Number(offset || 0);
  kept.storage.userMessages = kept.storage.userMessages.filter((u) => u.updateId >= from);
  const until = Date.now() + Number(timeout || 0) * 1000;
  while (!kept.storage.userMessages.length && Date.now() < until && !me.conflict && !me.gone) await wait(20);
  if (reader === me) reader = null;
  if (me.conflict && !me.gone) throw new Refused(409, 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running');
  // Nobody is listening any more: nothing may count as handed out.
  if (me.gone) return [];
  return kept.storage.userMessages.slice(0, Number(limit || 100)).map(TelegramServer.formatUpdate);
}

const METHODS = {
  getMe: () => ({ id: 1, is_bot: true, first_name: 'gaemi', username: 'gaemi_test_bot', can_join_groups: true, can_read_all_group_messages: false, supports_inline_queries: false }),
  getMyCommands: (given) => menus.get(where(given)) || [],
  getWebhookInfo: () => ({ url: hook ? hook.url : '', has_custom_certificate: false, pending_update_count: kept.storage.userMessages.length }),
  setWebhook, deleteWebhook,
  getUpdates, sendMessage, sendPhoto, editMessageText, answerCallbackQuery, deleteMessage, setMyCommands,
};

async function parameters(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const raw = Buffer.concat(chunks);
  const type = request.headers['content-type'] || '';
  if (type.includes('json')) return { ...request.query, ...JSON.parse(raw.toString() || '{}') };
  if (!raw.length) return { ...request.query };
  const form = await new Response(raw, { headers: { 'content-type': type } }).formData();
  return { ...request.query, ...Object.fromEntries(form) };
}

// A fault: {kind: flood|error|drop|lose, methods, times, retry_after, code}. `drop` hangs up before the
// call counts, `lose` after it; without methods it hits all, without times until it is taken away.
// A `confirming` one hits only polls that would confirm an update.
function trouble(method, { offset } = {}) {
  const confirms = kept.storage.userMessages.some((u) => u.updateId < Number(offset || 0));
  const hit = faults.find((f) => (!f.methods || f.methods.includes(method)) && f.times !== 0 && (!f.confirming || confirms));
  if (hit && hit.times > 0) hit.times -= 1;
  return hit;
}

async function serve(request, response) {
  const { method } = request.params;
  const given = await parameters(request);
  const call = { at: Date.now(), method, given, status: 0 };
  if (method !== 'getUpdates') journal.push(call);
  const fault = trouble(method, given);
  const answer = (code, body) => { call.status = code; response.status(code).json(body); };
  try {
    if (fault && fault.kind === 'drop') { call.status = -1; response.socket.destroy(); return; }
    if (request.params.token !== token) throw new Refused(401, 'Unauthorized');
    if (fault && fault.kind === 'flood') throw new Refused(429, `Too Many Requests: retry after ${fault.retry_after}`, { retry_after: fault.retry_after });
    if (fault && fault.kind === 'error') throw new Refused(fault.code, 'Internal Server Error');
    if (!METHODS[method]) throw new Refused(404, 'Not Found');
    const result = await METHODS[method](given, response);
    if (fault && fault.kind === 'lose') { call.status = -2; response.socket.destroy(); return; }
    call.result = method === 'getUpdates' ? undefined : result;
    answer(200, { ok: true, result });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    answer(error.body.error_code, error.body);
  }
}

api.use('/bot:token/:method', (request, response, next) => serve(request, response).catch(next));
api.use(express.json());
api.post('/__say', async (request, response) => {
  const { user, chat, text, age_s = 0, more = {} } = request.body;
  chats.set(String(chat.id), chat);
  const command = /^\/[a-z0-9_@]+/i.exec(text);
  const entities = command ? [{ type: 'bot_command', offset: 0, length: command[0].length }] : undefined;
  const date = seconds(Date.now()) - age_s;
  await kept.addUserMessage({ botToken: token, from: { is_bot: false, ...user }, chat, date, text, entities, ...more });
  response.json({ ok: true });
});
api.post('/__press', async (request, response) => {
  const { user, chat, message, data } = request.body;
  const id = String(kept.callbackId);
  const row = stored(chat, message);
  presses.set(id, { user, data });
  const held = row ? shown(row) : { message_id: message, date: seconds(Date.now()), chat: chatOf(chat) };
  await kept.addUserCallback({ botToken: token, from: { is_bot: false, ...user }, message: held, data });
  response.json({ id });
});
api.get('/__press/:id', (request, response) => response.json(presses.get(request.params.id) || {}));
api.post('/__faults', (request, response) => { faults = request.body; response.json({ ok: true }); });
api.get('/__calls', (_request, response) => response.json(journal));
api.get('/__erased', (_request, response) => response.json(erased));
api.get('/__photo/:id', (request, response) => response.type('png').send(photos.get(request.params.id)));
api.get('/__menu', (_request, response) => response.json([...menus.values()].at(-1) || []));
api.get('/__unread', (_request, response) => response.json(kept.storage.userMessages.length));
api.get('/__messages', (_request, response) => response.json(
  kept.storage.botMessages.map((row) => ({ ...shown(row), earlier: row.earlier || [], answers: row.answers || 0 })),
));

const format = TelegramServer.formatUpdate;
TelegramServer.formatUpdate = (update) => {
  const made = format(update);
  if (made.callback_query) made.callback_query.chat_instance = '1';
  if (made.message) delete made.message.botToken;
  return made;
};
kept.webServer = api;
kept.start().then(() => process.stdout.write(`ready ${port}\n`));
for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => process.exit(0));
