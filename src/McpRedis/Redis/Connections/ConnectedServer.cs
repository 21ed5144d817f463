using System.Collections.Concurrent;
using System.Text;
using McpRedis.Faults;

namespace McpRedis.Redis.Connections;

/// <summary>The two links of a named connection and what is known of the server behind it: the same for everybody who may use it.</summary>
internal sealed class ConnectedServer(ConnectionOptions options, TimeProvider time) : IAsyncDisposable
{
    private readonly SemaphoreSlim _probing = new(1, 1);
    private ServerProfile? _profile;
    private int _profiledGeneration = -1;
    private readonly ConcurrentDictionary<(IReadOnlyList<string> Commands, AccessLevel Access), (IReadOnlySet<string>? Distrusted, CommandFence Fence)> _fences = [];
    private volatile IReadOnlySet<string>? _distrusted;
    private int _comparedGeneration = -1;

    public ConnectionOptions Options { get; } = options;

    public TimeProvider Time { get; } = time;

    /// <summary>For small, quick commands.</summary>
    public RedisLink Link { get; } = new(options, large: false, time);

    /// <summary>For large or slow replies, so that a small call never waits behind one.</summary>
    public RedisLink LargeLink { get; } = new(options, large: true, time);

    /// <summary>The fence of a call. It looks up every command its tool declared; the next call of the tool needs the same one.</summary>
    public CommandFence FenceFor(IReadOnlyList<string> commands, AccessLevel access)
    {
        if (access == AccessLevel.Read)
        {
            CompareCommands();
        }
        var distrusted = _distrusted;
        if (_fences.TryGetValue((commands, access), out var known) && ReferenceEquals(known.Distrusted, distrusted))
        {
            return known.Fence;
        }
        var fence = new CommandFence(commands, access, distrusted);
        _fences[(commands, access)] = (distrusted, fence);
        return fence;
    }

    /// <summary>The server's profile, probed once for each connection made.</summary>
    public async ValueTask<ServerProfile> GetProfileAsync(CancellationToken cancellationToken)
    {
        if (_profile is { } known && _profiledGeneration == Link.Generation)
        {
            return known;
        }
        await _probing.WaitAsync(cancellationToken);
        try
        {
            var database = (await Link.GetAsync(cancellationToken)).GetDatabase();
            int generation = Link.Generation;
            if (_profile is null || _profiledGeneration != generation)
            {
                _profile = await ServerProfiler.ProbeAsync((command, ct) => new(GatewayCall.RunAsync(database, command, isWrite: false, ct)), cancellationToken);
                _profiledGeneration = generation;
            }
            return _profile;
        }
        finally
        {
            _probing.Release();
        }
    }

    /// <summary>The server's role was changed on our word: what is known of it is asked anew.</summary>
    public async Task RoleChangedAsync()
    {
        _profile = null;
        foreach (var multiplexer in new[] { Link.Ready, LargeLink.Ready })
        {
            // The client keeps a role of its own for every server, and else looks again once a minute.
            _ = multiplexer is not null && await multiplexer.ConfigureAsync();
        }
    }

    /// <summary>Which commands the server knows; null when it cannot be asked, or may not.</summary>
    public async Task<IReadOnlyList<bool>?> KnowsAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        try
        {
            var database = (await Link.GetAsync(cancellationToken)).GetDatabase();
            var command = RedisCommand.Of("COMMAND INFO").Args(names.Select(name => (ReadOnlyMemory<byte>)Encoding.ASCII.GetBytes(name)));
            var reply = await GatewayCall.RunAsync(database, command, isWrite: false, cancellationToken);
            return reply.Count == names.Count ? [.. reply.ItemArray.Select(entry => entry.Count > 0)] : null;
        }
        catch (Exception e) when (e is Fault or OperationCanceledException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Link.DisposeAsync();
        await LargeLink.DisposeAsync();
        _probing.Dispose();
    }

    // Holds the pinned command table against the server's own, once for each connection made. Nobody waits for it: the
    // reply is some hundred kilobytes, and what the table alone says is right for every server we know. So it begins
    // with the second call and counts from the one after its end.
    private void CompareCommands()
    {
        int generation = LargeLink.Generation;
        if (Link.Ready is not null && Interlocked.Exchange(ref _comparedGeneration, generation) != generation)
        {
            _ = Task.Run(async () =>
            {
                try
                {
                    var database = (await LargeLink.GetAsync(CancellationToken.None)).GetDatabase();
                    Interlocked.Exchange(ref _comparedGeneration, LargeLink.Generation);
                    _distrusted = await CommandTrust.DistrustedAsync((command, ct) => new(GatewayCall.RunAsync(database, command, isWrite: false, ct)), CancellationToken.None);
                }
                catch (Fault)
                {
                    Interlocked.Exchange(ref _comparedGeneration, -1);   // not reached: asked again after a later call
                }
            });
        }
    }
}
