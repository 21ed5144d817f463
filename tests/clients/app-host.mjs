// The Inspector's web host with a browser before it: opens an app as a person would see it.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';

const launcher = fileURLToPath(new URL('./node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js', import.meta.url));
const pictures = fileURLToPath(new URL('../../artifacts/apps', import.meta.url));
const token = 'of-this-run-only', patienceMs = 60_000;

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

/** Hands the host to `use`, and ends it and the browser whatever happens. */
export async function withHost(chromium, use) {
  const home = mkdtempSync(join(tmpdir(), 'apps-'));
  const [port, sandbox] = [await freePort(), await freePort()];
  const host = spawn(process.execPath, [launcher, '--web'], {
    env: { ...process.env, HOME: home, HOST: '127.0.0.1', CLIENT_PORT: port, MCP_SANDBOX_PORT: sandbox, MCP_AUTO_OPEN_ENABLED: 'false', MCP_INSPECTOR_API_TOKEN: token, MCP_INSPECTOR_SECRET_STORE: 'memory' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // what it starts ends with it
  });
  let said = '', browser;
  host.stdout.on('data', (text) => { said += text; });
  host.stderr.on('data', (text) => { said += text; });
  try {
    await until(async () => said.includes('up and running') || host.exitCode !== null, 'the Inspector to start', () => said);
    browser = await puppeteer.launch({
      executablePath: chromium,
      userDataDir: join(home, 'browser'),
      // As root there is no sandbox of the browser's own; nothing but this machine is found.
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
    });
    mkdirSync(pictures, { recursive: true });
    return await use((options) => open(browser, `http://127.0.0.1:${port}`, options));
  } finally {
    await browser?.close();
    try {
      process.kill(-host.pid, 'SIGKILL');
    } catch { /* it is gone */ }
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function until(is, what, about = () => '') {
  const end = Date.now() + patienceMs;
  while (!(await is())) {
    if (Date.now() > end) {
      throw new Error(`waited in vain for ${what}\n${about()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** An app of a tool, called with these arguments, once the host says it is ready. */
async function open(browser, host, { url, tool, args = {}, theme, width = 1800 }) {
  const page = await browser.newPage();
  const requests = [];
  page.on('request', (request) => requests.push({ url: request.url(), frame: request.frame() }));
  await page.setViewport({ width, height: 1400 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
  // In every frame, before any of its scripts.
  await page.evaluateOnNewDocument(() => {
    globalThis.complaints = [];
    addEventListener('error', (event) => globalThis.complaints.push(`error: ${event.message}`));
    addEventListener('unhandledrejection', (event) => globalThis.complaints.push(`rejected: ${event.reason}`));
    addEventListener('securitypolicyviolation', (event) => globalThis.complaints.push(`forbidden: ${event.violatedDirective} ${event.blockedURI}`));
    const error = console.error;
    console.error = (...said) => { globalThis.complaints.push(said.join(' ')); error(...said); };
  });
  const query = { serverUrl: url, transport: 'http', autoConnect: token, openApp: tool, appArgs: Buffer.from(JSON.stringify(args)).toString('base64url'), autoOpen: token };
  await page.goto(`${host}/?${new URLSearchParams(query)}`);
  await page.waitForSelector('[data-testid="connection-status"][data-status="connected"]', { timeout: patienceMs });
  await page.waitForSelector('[data-app-status="ready"]', { timeout: patienceMs });
  let frame;
  await until(() => (frame = page.frames().find((one) => one.url() === 'about:srcdoc')), 'the frame of the app');
  return new App(page, frame, requests);
}

/** An app on the screen. */
class App {
  constructor(page, frame, requests) {
    Object.assign(this, { page, frame, requests });
  }

  /** Waits for something in the page: a function that runs there. */
  async wait(what, is, ...args) {
    await this.frame.waitForFunction(is, { timeout: patienceMs, polling: 100 }, ...args).catch(async (error) => {
      throw new Error(`${what}: ${error.message}; the page says: ${await this.text()}`);
    });
  }

  text(selector = 'body') {
    return this.frame.$eval(selector, (element) => element.innerText);
  }

  run(inside, ...args) {
    return this.frame.evaluate(inside, ...args);
  }

  /** Focus on an element of the page, then these keys, as a person without a mouse has it. */
  async press(selector, ...keys) {
    await this.frame.focus(selector);
    for (const key of keys) {
      await this.page.keyboard.press(key);
    }
  }

  /** The frame that wide; the host makes it as high as it asks to be. */
  async narrow(width) {
    await this.page.$eval('iframe', (frame, size) => { frame.style.width = `${size}px`; }, width);
    await this.wait(`to be ${width} wide`, (size) => innerWidth === size, width);
  }

  async picture(name) {
    const frame = await this.page.$('iframe');
    await frame.screenshot({ path: join(pictures, `${name}.png`) });
  }

  close() {
    return this.page.close();
  }
}
