using System.Collections.Concurrent;
using McpRedis.Faults;
using McpRedis.Migration.Copying;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.ByType;

/// <summary>One end of a copy type by type: finds the server of a key and asks it, for many keys at once.</summary>
/// <param name="gateway">The door to it.</param>
/// <param name="options">Patience, and how much of a reply is held.</param>
/// <param name="isTarget">What it acknowledged must stay: another process in its place ends the copy.</param>
internal sealed class TypeEnd(IBulkGateway gateway, CopyOptions options, bool isTarget) : IAsyncDisposable
{
    private readonly SemaphoreSlim _opening = new(1);
    private readonly ConcurrentDictionary<(MasterNode Node, int Database), SharedPipe> _pipes = new();
    private readonly Dictionary<MasterNode, string?> _processes = [];
    private volatile NodeMap? _map;
    private volatile Exception? _failure;   // of the last attempt to connect; null after one that worked

    /// <summary>Whether names of one slot stay together only if they are made so.</summary>
    public bool IsCluster => _map?.IsCluster == true;

    public TypeCall Call(string command, params ReadOnlyMemory<byte>[] arguments) => new(gateway.Prepare(command), arguments);

    /// <summary>Asks the server of the key; errors are values, but for those that pass.</summary>
    /// <exception cref="IOException">The connection is lost or the server busy: begin again with the key.</exception>
    /// <exception cref="TargetChangedException">Another process answers for the target.</exception>
    public async Task<RespValue[]> AskAsync(int database, byte[] key, IReadOnlyList<TypeCall> calls, CancellationToken cancellationToken)
    {
        var pipe = await PipeAsync(database, key, cancellationToken);
        var replies = await pipe.AskAsync(calls, cancellationToken);
        foreach (var reply in replies)
        {
            if (reply.IsPassing())
            {
                _map = null;
                throw new IOException("The server cannot answer for the key at the moment.");
            }
        }
        return replies;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pipe in _pipes.Values)
        {
            await pipe.DisposeAsync();
        }
        _opening.Dispose();
    }

    private async ValueTask<SharedPipe> PipeAsync(int database, byte[] key, CancellationToken cancellationToken)
    {
        if (_map is { } known && Find(known, database, key) is { } open)
        {
            return open;
        }
        var before = _failure;
        await _opening.WaitAsync(cancellationToken);
        try
        {
            // What came of the attempt that was waited for holds for all who waited: one after the other they would wait out a server that is silent as often as there are keys.
            if (_failure is { } shared && shared != before)
            {
                throw shared;
            }
            _failure = null;
            return await ConnectAsync(database, key, cancellationToken);
        }
        catch (Exception e) when (e is IOException or Fault)
        {
            _failure = e;
            throw;
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task<SharedPipe> ConnectAsync(int database, byte[] key, CancellationToken cancellationToken)
    {
        var map = _map ?? await ResolveAsync(cancellationToken);
        if (Find(map, database, key) is { } open)
        {
            return open;
        }
        int index = map.IndexOf(key);
        if (index < 0)
        {
            _map = null;
            throw new IOException("A slot has no master.");
        }
        return await OpenAsync(map.Masters[index], database, cancellationToken);
    }

    private SharedPipe? Find(NodeMap map, int database, byte[] key) =>
        map.IndexOf(key) is >= 0 and var index && _pipes.TryGetValue((map.Masters[index], database), out var pipe) && pipe.Failure is null ? pipe : null;

    private async Task<NodeMap> ResolveAsync(CancellationToken cancellationToken)
    {
        var map = await gateway.ResolveAsync(cancellationToken);
        // One that is no master any more had acknowledged what its follower may not have.
        if (isTarget && _processes.Keys.Any(node => !map.Masters.Contains(node)))
        {
            throw new TargetChangedException();
        }
        return _map = map;
    }

    private async Task<SharedPipe> OpenAsync(MasterNode node, int database, CancellationToken cancellationToken)
    {
        if (_pipes.TryRemove((node, database), out var lost))
        {
            await lost.DisposeAsync();
            // It may be lost because its server was replaced.
            if ((await ResolveAsync(cancellationToken)).Masters.Contains(node) is false)
            {
                throw new IOException("The server is no master any more.");
            }
        }
        var pipe = await gateway.OpenAsync(node, new() { Database = database, Protocol = 2, IdleTimeout = options.Patience, Limits = new(MaxReplyBytes: options.MaxPieceReplyBytes) }, cancellationToken);
        string? runId = await ProcessId.ReadAsync(pipe, cancellationToken);
        if (isTarget && lost is not null && (runId is null || runId != _processes.GetValueOrDefault(node)))
        {
            await pipe.DisposeAsync();
            throw new TargetChangedException();
        }
        _processes[node] = runId;
        return _pipes[(node, database)] = new SharedPipe(pipe, runId);
    }
}
