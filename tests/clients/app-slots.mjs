// The slot map on a cluster of three masters and a replica, where slots 10 to 19 belong to nobody and 30 is on its way.
export const name = 'slots', tool = 'redis_cluster_info';

export async function check(app) {
  const complaints = [];
  await app.wait('the map', () => document.querySelectorAll('.node').length === 3);
  const expected = {
    '#about': /^Cluster ok · 3 masters, 1 replica$/,
    '.facts': /Slots covered\s+16,374\s+of 16,384/,
    '#main': /10 slots belong to nobody: 10-19\.[^]*half moved: 30 from node-\d \(master\) to node-\d \(master\)\./,
    '.nodes': /5,451 slots · 0 keys · [\d.]+ MiB[^]*followed by node-\d \(replica\)[^]*5,461 slots[^]*no replica[^]*5,462 slots/,
    'table': /0-9, 20-5460[^]*5461-10921[^]*10922-16383/,
  };
  for (const [selector, wanted] of Object.entries(expected)) {
    const text = await app.text(selector).catch(() => 'nothing');
    if (!wanted.test(text)) {
      complaints.push(`${selector} should be ${wanted}, is ${text}`);
    }
  }
  // A pixel a slot: three colours of their own, none where nobody is.
  const colours = await app.run(() => [0, 15, 6000, 12000].map((slot) => [...document.querySelector('canvas').getContext('2d').getImageData(slot % 128, Math.floor(slot / 128), 1, 1).data].join()));
  if (new Set(colours).size !== 4) {
    complaints.push(`colours of three owners and of nobody: ${colours.join(' / ')}`);
  }
  return complaints;
}

/** Over the map by arrows, to the slot of a key by its name, and a node chosen by Enter. */
export async function keyboard(app) {
  const complaints = [];
  const at = async (wanted, ...keys) => {
    await app.press('#map', ...keys);
    const said = await app.run(() => [document.getElementById('map').getAttribute('aria-valuetext'), document.getElementById('at').textContent]);
    if (!wanted.test(said[0]) || !wanted.test(said[1].toLowerCase().replace(':', ','))) {
      complaints.push(`${keys.join(' ')}: ${said.join(' / ')} should be ${wanted}`);
    }
  };
  await at(/slot 0, node-\d \(master\), ok/, 'Home');
  await at(/slot 128, node-/, 'ArrowDown');
  await at(/slot 16383, node-/, 'End');
  await at(/slot 15359, node-/, 'PageUp');
  await at(/slot 10, nobody/, 'Home', ...Array.from({ length: 10 }, () => 'ArrowRight'));
  await at(/slot 30, .*moving from node-\d \(master\) to node-\d/, ...Array.from({ length: 20 }, () => 'ArrowRight'));
  // Slots as CLUSTER KEYSLOT tells them: foo, and what stands in braces alone.
  for (const [key, slot] of [['foo', 12182], ['{user1000}.following', 3443], ['<img src=x onerror="complaints.push(1)">', null]]) {
    await app.run(() => { document.getElementById('key').value = ''; });
    await app.frame.focus('#key');
    await app.page.keyboard.type(key);
    await app.page.keyboard.press('Enter');
    const text = await app.text('#at');
    if (!text.startsWith(`"${key}" is in slot ${slot ?? ''}`)) {
      complaints.push(`${key}: ${text}`);
    }
  }
  await app.press('#map', 'Home', 'Enter');
  if (await app.run(() => document.querySelectorAll('.node[aria-pressed="true"]').length !== 1 || document.querySelectorAll('tbody tr').length !== 2)) {
    complaints.push('Enter on the map does not choose the node and its replica');
  }
  await app.page.keyboard.press('Escape');
  if (await app.run(() => document.querySelectorAll('.node[aria-pressed="true"]').length !== 0 || document.activeElement.id !== 'map')) {
    complaints.push('Escape does not take the choice back');
  }
  return complaints;
}
