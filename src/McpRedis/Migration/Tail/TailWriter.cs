using McpRedis.Faults;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Tail;

/// <summary>Applies steps of a stream to a target, to each of its masters what belongs there, and knows how far all of them are.</summary>
internal sealed class TailWriter : IAsyncDisposable
{
    private readonly NodeMap _map;
    private readonly TailOptions _options;
    private readonly List<DoubtfulKey> _doubtful = [];
    private readonly TailLane[] _lanes;

    private TailWriter(IBulkGateway target, NodeMap map, TailOptions options, TimeProvider time)
    {
        (_map, _options) = (map, options);
        _lanes = [.. map.Masters.Select((_, index) => new TailLane(target, map, index, options, _doubtful, time))];
    }

    /// <summary>Keys of the target that may differ, since a command could not be carried over.</summary>
    public IReadOnlyList<DoubtfulKey> Doubtful
    {
        get
        {
            lock (_doubtful)
            {
                return [.. _doubtful];
            }
        }
    }

    /// <exception cref="Fault">redis_unavailable; unsupported_by_server: a cluster takes transactions of one slot only, and the mark would need one in each.</exception>
    public static async Task<TailWriter> OpenAsync(IBulkGateway target, TailOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        NodeMap map = await target.ResolveAsync(cancellationToken);
        return map.IsCluster
            ? throw new Fault(ErrorCode.UnsupportedByServer, "Changes cannot be carried over into a cluster while they are made.", "Copy once, with nobody writing.")
            : new(target, map, options, time);
    }

    /// <summary>Returns when the target has acknowledged all of it.</summary>
    /// <exception cref="Fault">It cannot go on.</exception>
    public async Task ApplyAsync(TailBatch batch, string replicationId, CancellationToken cancellationToken)
    {
        lock (_doubtful)
        {
            _doubtful.AddRange(batch.Doubtful);
        }
        var after = new TailPosition(replicationId, batch.Offset, batch.Database);
        var shares = new List<TailCommand>?[_lanes.Length];
        foreach (TailCommand command in batch.Commands)
        {
            RequireOpen(command.Database);
            if (_map.IsCluster && command.Slots is { Count: > 1 })
            {
                lock (_doubtful)
                {
                    _doubtful.Add(new(command.Database, command.Key, command.FullName));
                }
                continue;
            }
            int index = _map.IndexOf(command.Key);
            (shares[index >= 0 ? index : throw new Fault(ErrorCode.ClusterDown, "A slot of the target has no master.", retryable: true)] ??= []).Add(command);
        }
        await Task.WhenAll(shares.Select((share, index) => share is null ? Task.CompletedTask : _lanes[index].ApplyAsync(share, after, cancellationToken)));
        if (Doubtful.Count > _options.MaxFailures)
        {
            throw new Fault(ErrorCode.ServerError, $"More than {_options.MaxFailures} changes could not be carried over: they are commands that the target does not have or does not take.", "Copy once, with nobody writing, or mend the target.");
        }
    }

    /// <summary>Says on each master how far it is, where there was nothing to apply.</summary>
    public Task MarkAsync(TailPosition position, CancellationToken cancellationToken) =>
        Task.WhenAll(_lanes.Select(lane => lane.ApplyAsync([], position, cancellationToken)));

    public async ValueTask DisposeAsync()
    {
        foreach (TailLane lane in _lanes)
        {
            await lane.DisposeAsync();
        }
    }

    private void RequireOpen(int database)
    {
        if ((_map.IsCluster && database != 0) || _options.OpenDatabases?.Contains(database) == false)
        {
            throw new Fault(ErrorCode.AccessDenied, $"The stream of the source writes to database {database}, which is not open on the target.", "Map the database to another, or leave it out.");
        }
    }
}
