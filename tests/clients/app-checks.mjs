// What holds for every app, whatever it shows: each gives the complaints.

/** Nothing went wrong inside, and nothing was asked for but by the host. */
export async function quiet(app) {
  const complaints = await app.run(() => globalThis.complaints);
  const fetched = app.requests.filter(({ frame, url }) => frame === app.frame && !url.startsWith('about:') && !url.startsWith('data:'));
  return [...complaints, ...fetched.map(({ url }) => `asked for ${url}`)];
}

/** No text is hard to read: 4.5 to 1, or 3 to 1 where it is large (WCAG 2.2 AA), with the host's palette and with our own. */
export async function readable(app) {
  const complaints = await app.run(contrasts);
  await app.run(() => document.documentElement.removeAttribute('style'));
  return [...complaints, ...(await app.run(contrasts)).map((one) => `own palette: ${one}`)];
}

function contrasts() {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const parse = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return { rgb: [red, green, blue], alpha: alpha / 255 };
  };
  const light = ({ rgb }) => {
    const [red, green, blue] = rgb.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const back = parse(getComputedStyle(one).backgroundColor);
      if (back.alpha > 0.99) {
        return back;
      }
    }
    return { rgb: [255, 255, 255] };
  };
  const complaints = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement, style = getComputedStyle(element);
    if (!walker.currentNode.textContent.trim() || !element.checkVisibility() || element.closest('script, style, noscript, .hidden')) {
      continue;
    }
    const [one, other] = [light(parse(style.color)), light(behind(element))].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const ratio = (one + 0.05) / (other + 0.05);
    if (ratio < (large ? 3 : 4.5)) {
      complaints.push(`contrast ${ratio.toFixed(2)} of "${walker.currentNode.textContent.trim().slice(0, 30)}"`);
    }
  }
  return [...new Set(complaints)];
}

/** At 320 pixels nothing sticks out sideways. */
export async function fits(app) {
  await app.narrow(320);
  // What is laid out by a script is so with one of the next frames.
  let complaints = await wide(app);
  for (let i = 0; i < 100 && complaints.length > 0; i++) {
    await app.run(() => new Promise((resolve) => setTimeout(resolve, 50)));
    complaints = await wide(app);
  }
  return complaints;
}

function wide(app) {
  return app.run(() => {
    const over = [...document.body.querySelectorAll('*')].filter((one) => !one.closest('.scroll, .hidden, svg, script, style') && one.getBoundingClientRect().right > innerWidth + 0.5);
    return [...(document.documentElement.scrollWidth > innerWidth ? [`${document.documentElement.scrollWidth} wide in 320`] : []), ...over.slice(0, 3).map((one) => `${one.tagName}.${one.className} sticks out`)];
  });
}

/** What can be used has a name, and the Tab key comes to all of it. */
export async function reachable(app) {
  const complaints = await app.run(() => {
    const named = (one) => (one.getAttribute('aria-label') ?? one.textContent).trim() || document.getElementById(one.getAttribute('aria-labelledby') ?? '')?.textContent;
    return [...document.querySelectorAll('button, select, summary, [tabindex], [role]')].filter((one) => one.checkVisibility() && one.getAttribute('role') !== 'status' && !named(one)).map((one) => `no name: ${one.outerHTML.slice(0, 80)}`);
  });
  const usable = await app.run(() => {
    globalThis.passed = new Set();
    document.addEventListener('focusin', ({ target }) => globalThis.passed.add(target));
    document.activeElement?.blur();
    // What is one stop, as a grid is, has one element in the order of tabs.
    return [...document.querySelectorAll('button, select, summary, [tabindex="0"]')].filter((one) => one.checkVisibility() && !one.disabled && one.tabIndex >= 0).length;
  });
  await app.frame.focus('#actions button');
  for (let i = 0; i < usable + 2; i++) {
    await app.page.keyboard.press('Tab');
  }
  const passed = await app.run(() => globalThis.passed.size);
  return passed >= usable ? complaints : [...complaints, `Tab comes to ${passed} of ${usable}`];
}

/** Markup that got in by force runs nothing: the page forbids what its host may allow. To be asked last. */
export async function locked(app) {
  await app.run(() => {
    globalThis.complaints.length = 0;
    const place = document.createElement('div');
    place.innerHTML = '<img src="x" onerror="globalThis.ran = true">';
    document.body.append(place);
  });
  await app.wait('the script to be forbidden', () => globalThis.ran || globalThis.complaints.some((one) => one.startsWith('forbidden: script-src')));
  return (await app.run(() => globalThis.ran)) ? ['a script in an attribute ran'] : [];
}
