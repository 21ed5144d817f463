using System.Text;
using McpRedis.Diagnostics.Monitoring;
using McpRedis.Redis;

namespace McpRedis.Analysis.Hot;

/// <summary>Counts the keys that commands name; of a line nothing else is kept. What a script runs counts, and not what it was called with: that would count keys twice.</summary>
internal sealed class HotKeyTally : IMonitorCount
{
    private const int Counters = 1024;

    private readonly SpaceSaving _counts = new(Counters);

    public int Commands { get; private set; }

    public HotKeysFound Found(TimeSpan took) => new(
        HotKeysSource.Monitor, took, Commands, [.. _counts.Ranked.Select(count => new HotKeyFound(count.Database, count.Name, count.NameBytes, count.Count - count.Over, count.Count, _counts.Total))]);

    public void Add(MonitorLine line)
    {
        Commands++;
        var entry = CommandTable.Pinned.Find(Encoding.ASCII.GetString(line.Words[0].Span));
        if (entry is null or { IsScripting: true })
        {
            return;
        }
        if (line.IsWhole)
        {
            foreach (int at in CommandTable.Pinned.Keys(line.Words) ?? [])
            {
                _counts.Add(line.Database, line.Words[at].Span);
            }
        }
        // Of a line that was cut the first key is surely whole where something comes after it.
        else if (entry.FirstKey > 0 && entry.FirstKey < line.Words.Count - 1)
        {
            _counts.Add(line.Database, line.Words[entry.FirstKey].Span);
        }
    }
}
