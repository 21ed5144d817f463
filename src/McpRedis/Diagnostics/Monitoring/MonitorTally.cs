namespace McpRedis.Diagnostics.Monitoring;

/// <summary>Counts of what was seen, in tables that cannot grow beyond a bound.</summary>
internal sealed class MonitorTally : IMonitorCount
{
    /// <summary>Where the rest is counted when a table is full.</summary>
    public const string Others = "(others)";

    /// <summary>Commands a script runs, which MONITOR shows beside the script.</summary>
    public const string Script = "lua";

    private const int MostRows = 5_000;

    private readonly Dictionary<string, SampleCount> _commands = [];
    private readonly Dictionary<string, SampleCount> _prefixes = [];
    private readonly Dictionary<string, SampleCount> _clients = [];

    /// <summary>Seen and counted.</summary>
    public int Commands { get; private set; }

    public int InScripts { get; private set; }

    public IReadOnlyDictionary<string, SampleCount> ByCommand => _commands;

    public IReadOnlyDictionary<string, SampleCount> ByPrefix => _prefixes;

    /// <summary>By address with port.</summary>
    public IReadOnlyDictionary<string, SampleCount> ByClient => _clients;

    public void Add(MonitorLine line) => Add(MonitoredCommand.Of(line));

    public void Add(MonitoredCommand command)
    {
        Commands++;
        Count(_commands, command.Command, command.IsWrite);
        if (command.Prefix is { } prefix)
        {
            Count(_prefixes, prefix, command.IsWrite);
        }
        if (command.Client == Script)
        {
            InScripts++;
        }
        else
        {
            Count(_clients, command.Client, command.IsWrite);
        }
    }

    private static void Count(Dictionary<string, SampleCount> table, string key, bool isWrite)
    {
        if (!table.TryGetValue(key, out var count) && table.Count >= MostRows)
        {
            key = Others;
            count = table.GetValueOrDefault(key);
        }
        table[key] = new(count.Commands + 1, count.Writes + (isWrite ? 1 : 0));
    }
}

/// <param name="Commands">All.</param>
/// <param name="Writes">Those that may change keys.</param>
internal readonly record struct SampleCount(int Commands, int Writes);
