using McpRedis.Faults;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Compare;

/// <summary>Connections of one reader to all masters of one side, in one database at a time.</summary>
internal sealed class EndPipes(CompareEnd end, CompareOptions options, TimeProvider time) : IAsyncDisposable
{
    // What is larger was asked for by mistake: sizes are asked first.
    private const int MaxReplyBytes = 32 << 20;

    private NodeMap? _map;
    private RespPipe[] _pipes = [];
    private int _database = -1;

    public CompareEnd End => end;

    public IReadOnlyList<RespPipe> All => _pipes;

    /// <summary>Connects, unless it is connected there already.</summary>
    /// <exception cref="Fault">redis_unavailable, auth_failed, cluster_down; invalid_argument for a database that is not open.</exception>
    public async ValueTask OpenAsync(int database, CancellationToken cancellationToken)
    {
        if (database == _database)
        {
            return;
        }
        await CloseAsync();
        _map ??= await end.Door.ResolveAsync(cancellationToken);
        var pipes = new List<RespPipe>();
        try
        {
            foreach (var master in _map.Masters)
            {
                pipes.Add(await end.Door.OpenAsync(master, new() { Database = database == end.Door.Database ? null : database, IdleTimeout = options.Patience, Limits = new(MaxReplyBytes) }, cancellationToken));
            }
        }
        catch
        {
            foreach (var pipe in pipes)
            {
                await pipe.DisposeAsync();
            }
            throw;
        }
        (_pipes, _database) = ([.. pipes], database);
    }

    /// <summary>Place in <see cref="All"/> of the connection to the key's master.</summary>
    public int IndexOf(ReadOnlySpan<byte> key) => _map!.IndexOf(key) is >= 0 and var index ? index
        : throw new Fault(ErrorCode.ClusterDown, $"A slot of connection '{end.Door.Connection}' has no master.", "The operator assigns it (CLUSTER ADDSLOTSRANGE).");

    /// <summary>Sends what was written to any of them.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var pipe in _pipes)
        {
            await pipe.FlushAsync(cancellationToken);
        }
    }

    /// <summary>The later of our clock and those of all masters; ours where a server keeps its own to itself.</summary>
    public async Task<long> NowMsAsync(CancellationToken cancellationToken)
    {
        long now = 0;
        foreach (var pipe in _pipes)
        {
            now = Math.Max(now, await ServerClock.AskAsync(pipe, time, cancellationToken));
        }
        return now;
    }

    public ValueTask DisposeAsync() => CloseAsync();

    private async ValueTask CloseAsync()
    {
        foreach (var pipe in _pipes)
        {
            await pipe.DisposeAsync();
        }
        (_pipes, _database) = ([], -1);
    }
}
