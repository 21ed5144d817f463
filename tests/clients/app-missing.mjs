// What a page says where it cannot show what it is for: on a server that is no cluster, and where the tool for figures is switched off.
const cases = [
  { about: 'slots of a server alone', tool: 'redis_cluster_info', server: 'alone', says: /no node of a cluster: it has no slots\. redis_replication_info/ },
  { about: 'overview without redis_server_info', tool: 'redis_server_health', server: 'limited', says: /Figures are missing: redis_server_info is switched off[^]*Findings[^]*\d+ checks on \d nodes/ },
];

/** `servers` has the URLs: alone, and limited where redis_server_info is switched off. */
export async function missing(open, servers, note) {
  for (const { about, tool, server, says } of cases) {
    const shown = await open({ tool, url: servers[server], theme: 'light' });
    const complaints = await shown.wait(`to say ${says}`, (source) => new RegExp(source).test(document.body.innerText), says.source).then(() => [], (error) => [error.message]);
    await shown.picture(`missing-${server}`);
    note(about, complaints);
    await shown.close();
  }
}
