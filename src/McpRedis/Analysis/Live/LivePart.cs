using McpRedis.Redis.Raw;

namespace McpRedis.Analysis.Live;

/// <summary>One database of one server, and how far it was walked. It outlives the connection, and so an analysis can be gone on with.</summary>
/// <param name="master">Whose keys they are.</param>
/// <param name="database">Number of the database.</param>
/// <param name="keys">Keys in it when it was looked at; null where the server does not tell.</param>
internal sealed class LivePart(MasterNode master, int database, long? keys)
{
    public MasterNode Master => master;

    public int Database => database;

    public long? Keys => keys;

    /// <summary>The server that is asked; another than the master where that has a replica in sync.</summary>
    public MasterNode? Reader { get; set; }

    public bool IsReplica => Reader is not null && Reader != master;

    /// <summary>The process whose cursor it is; null where it does not tell.</summary>
    public string? RunId { get; set; }

    /// <summary>Where SCAN goes on: everything before it is counted.</summary>
    public ulong Cursor { get; set; }

    /// <summary>Keys that SCAN gave.</summary>
    public long Seen { get; set; }

    /// <summary>Keys that SCAN went over, also those whose names did not match: as many as it was asked to.</summary>
    public long Walked { get; set; }

    public bool IsDone { get; set; }

    /// <summary>Why it ended before its end for good; null while it has not.</summary>
    public string? Broken { get; set; }

    public bool IsOpen => !IsDone && Broken is null;

    /// <summary>Which part of it was walked, 0 to 1.</summary>
    public double Progress => IsDone ? 1 : keys is > 0 ? Math.Min((double)Walked / keys.Value, 1) : 0;
}
