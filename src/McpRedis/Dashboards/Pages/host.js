'use strict';
// From here on no other script runs, whatever gets into the page, and nothing is fetched. By script, because hosts put lines of their own before a page and a <meta> would land in its body.
document.head.append(Object.assign(document.createElement('meta'), { httpEquiv: 'Content-Security-Policy', content: "default-src 'none'; script-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'" }));

// The page's side of MCP Apps (SEP-1865, 2026-01-26): JSON-RPC by postMessage with the host that shows it.
const host = (() => {
  const waiting = new Map();
  const heard = {};
  let next = 1, capabilities = {}, input = null, over = false;

  const post = (message) => parent.postMessage({ jsonrpc: '2.0', ...message }, '*');
  const notify = (method, params = {}) => post({ method, params });
  const request = (method, params) => new Promise((resolve, reject) => {
    const id = next++;
    waiting.set(id, { resolve, reject });
    post({ id, method, params });
  });

  // {"code":"access_denied","message":…,"hint":…,"retryable":false} of ours, or what the host says.
  function failure(result) {
    const text = result.content?.find((block) => block.type === 'text')?.text ?? '';
    try {
      const { code, message, hint } = JSON.parse(text);
      return Object.assign(new Error(`${message ?? text} ${hint ?? ''}`.trim()), { code });
    } catch {
      return new Error(text || 'The call failed.');
    }
  }

  /** What a tool answered, as an object. */
  function reply(result) {
    if (result.isError) {
      throw failure(result);
    }
    return result.structuredContent ?? JSON.parse(result.content.find((block) => block.type === 'text').text);
  }

  /** Calls a tool of the server on the same connection and database as the call this page belongs to, or on none where it takes none. */
  async function call(name, args = {}, inherited = ['connection', 'database']) {
    if (!capabilities.serverTools) {
      throw new Error(`This host lets pages call no tools. Ask for ${name} instead.`);
    }
    const same = {};
    for (const key of inherited) {
      if (input?.[key] !== undefined) {
        same[key] = input[key];
      }
    }
    return reply(await request('tools/call', { name, arguments: { ...same, ...args } }));
  }

  function adopt(context) {
    const root = document.documentElement;
    if (context.theme === 'light' || context.theme === 'dark') {
      root.dataset.theme = context.theme;
    }
    const colours = context.styles?.variables;
    // Half a palette over half of ours could not be read.
    if (colours && ['background-primary', 'background-secondary', 'text-primary', 'text-secondary'].every((name) => colours[`--color-${name}`])) {
      for (const [name, value] of Object.entries(colours)) {
        if (/^--[a-z0-9-]+$/.test(name) && typeof value === 'string') {
          root.style.setProperty(name, value);
        }
      }
    }
    const { top = 0, right = 0, bottom = 0, left = 0 } = context.safeAreaInsets ?? {};
    document.body.style.padding = [top, right, bottom, left].map((inset) => `${16 + inset}px`).join(' ');
  }

  const answers = {
    'ping': () => ({}),
    'ui/resource-teardown': () => { over = true; heard.end?.(); return {}; },
  };
  const notices = {
    'ui/notifications/tool-input': ({ arguments: args }) => { input = args ?? {}; heard.input?.(input); },
    'ui/notifications/tool-result': (result) => {
      // Not every host tells what a call without arguments was called with.
      if (input === null) {
        heard.input?.({});
      }
      let data;
      try {
        data = reply(result);
      } catch (error) {
        heard.failed?.(error);
        return;
      }
      heard.result?.(data);
    },
    'ui/notifications/tool-cancelled': () => heard.failed?.(new Error('The call was cancelled.')),
    'ui/notifications/host-context-changed': (context) => { adopt(context); heard.look?.(); },
  };

  addEventListener('message', ({ source, data }) => {
    if (source !== parent || source === window || data?.jsonrpc !== '2.0' || over) {
      return;
    }
    if (data.method === undefined) {
      const asked = waiting.get(data.id);
      waiting.delete(data.id);
      data.error ? asked?.reject(new Error(data.error.message ?? 'The host refused.')) : asked?.resolve(data.result);
    } else if (data.id === undefined) {
      notices[data.method]?.(data.params ?? {});
    } else {
      const answer = answers[data.method];
      post(answer ? { id: data.id, result: answer() } : { id: data.id, error: { code: -32601, message: 'Method not found' } });
    }
  });

  // After rendering, and whenever that changes the size; a frame must not grow by its own scrollbar.
  function measure() {
    let last = '';
    const tell = () => requestAnimationFrame(() => {
      const height = Math.ceil(document.documentElement.getBoundingClientRect().height), width = Math.ceil(innerWidth);
      if (`${width} ${height}` !== last) {
        last = `${width} ${height}`;
        notify('ui/notifications/size-changed', { width, height });
      }
    });
    new ResizeObserver(tell).observe(document.documentElement);
    tell();
  }

  /** Begins; the page listens to input (arguments), result (reply), failed (error), look (it changed) and end. */
  async function start(name, listeners) {
    Object.assign(heard, listeners);
    const alone = setTimeout(() => say('Nobody answers this page: it is shown by hosts that know MCP Apps. The reply of the tool says the same as text.', true), 8000);
    const ready = await request('ui/initialize', { appInfo: { name, version: '1' }, appCapabilities: { availableDisplayModes: ['inline', 'fullscreen'] }, protocolVersion: '2026-01-26' });
    clearTimeout(alone);
    capabilities = ready.hostCapabilities ?? {};
    adopt(ready.hostContext ?? {});
    notify('ui/notifications/initialized');
    measure();
  }

  return {
    start, call,
    get canAsk() { return capabilities.message !== undefined; },
    ask: (text) => request('ui/message', { role: 'user', content: [{ type: 'text', text }] }),
  };
})();
