using System.Collections.Concurrent;
using System.Text;
using McpRedis.Faults;

namespace McpRedis.Redis.Connections;

/// <summary>A named connection: its options, its two links, and what is known of the server behind it.</summary>
internal sealed class RedisConnection(ConnectionOptions options, AccessLevel access, string? keyPrefix, TimeProvider time) : IAsyncDisposable
{
    private readonly SemaphoreSlim _probing = new(1, 1);
    private ServerProfile? _profile;
    private int _profiledGeneration = -1;
    private readonly ConcurrentDictionary<(IReadOnlyList<string> Commands, AccessLevel Access), (IReadOnlySet<string>? Distrusted, CommandFence Fence)> _fences = [];
    private volatile IReadOnlySet<string>? _distrusted;
    private int _comparedGeneration = -1;

    public ConnectionOptions Options { get; } = options;

    public TimeProvider Time { get; } = time;

    /// <summary>The lower of the program's access and the connection's own.</summary>
    public AccessLevel Access { get; } = Lower(access, options.Access);

    /// <summary>Null when all keys are in scope.</summary>
    public KeyScope? Scope { get; } = Prefix(keyPrefix, options.KeyPrefix) is { } prefix ? new(prefix) : null;

    /// <summary>What may be told of databases; null for everything.</summary>
    public ShownDatabases? Shown { get; } = ShownDatabases.Of(options, Prefix(keyPrefix, options.KeyPrefix) is not null);

    /// <summary>For small, quick commands.</summary>
    public RedisLink Link { get; } = new(options, large: false, time);

    /// <summary>For large or slow replies, so that a small call never waits behind one.</summary>
    public RedisLink LargeLink { get; } = new(options, large: true, time);

    /// <summary>A gateway for one call.</summary>
    /// <param name="database">Database the call names; null for the connection's own.</param>
    /// <param name="commands">What the calling tool declared.</param>
    /// <param name="callAccess">Access in force for the call.</param>
    /// <param name="trace">Collects what was run.</param>
    /// <param name="beforeChange">Asked ahead of commands that are not reads, those of one step together, when all else about it is in order; throws to stop it.</param>
    /// <param name="isAdmitted">Whether a command was judged and admitted for this call beside the declared ones; null when the tool runs those only.</param>
    /// <exception cref="Fault">invalid_argument: the database is not one the operator allows.</exception>
    public RedisGateway Bind(
        int? database,
        IReadOnlyList<string> commands,
        AccessLevel callAccess,
        CommandTrace trace,
        Action<IReadOnlyList<RedisCommand>>? beforeChange = null,
        Func<RedisCommand, bool>? isAdmitted = null)
    {
        int chosen = database ?? Options.Database;
        if (database is not null && Options.Databases is { } allowed && !allowed.Contains(chosen))
        {
            throw Fault.Argument("database", $"{chosen} is not open on connection '{Options.Name}'; open are {string.Join(", ", allowed)}.");
        }
        if (chosen != 0 && Options.Kind == ConnectionKind.Cluster)
        {
            throw Fault.Argument("database", "a cluster has database 0 only.");
        }
        if (callAccess == AccessLevel.Read)
        {
            CompareCommands();
        }
        return new RedisGateway(this, chosen, FenceFor(commands, callAccess), trace, beforeChange, isAdmitted);
    }

    // A fence looks up every command its tool declared; the next call of the tool needs the same one.
    private CommandFence FenceFor(IReadOnlyList<string> commands, AccessLevel callAccess)
    {
        var distrusted = _distrusted;
        if (_fences.TryGetValue((commands, callAccess), out var known) && ReferenceEquals(known.Distrusted, distrusted))
        {
            return known.Fence;
        }
        var fence = new CommandFence(commands, callAccess, distrusted);
        _fences[(commands, callAccess)] = (distrusted, fence);
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

    private static AccessLevel Lower(AccessLevel program, string? own) => own switch
    {
        "read" => AccessLevel.Read,
        "write" when program > AccessLevel.Write => AccessLevel.Write,
        _ => program,
    };

    // Both prefixes hold: one must extend the other, or no key could satisfy them.
    private static byte[]? Prefix(string? program, string? own)
    {
        if (program is not null && own is not null && !own.StartsWith(program, StringComparison.Ordinal) && !program.StartsWith(own, StringComparison.Ordinal))
        {
            throw new Fault(ErrorCode.NotConfigured, "The key prefix of a connection lies outside --key-prefix, so no key could be reached.", "The operator makes one extend the other.");
        }
        string? longer = (own?.Length ?? 0) > (program?.Length ?? 0) ? own : program;
        return string.IsNullOrEmpty(longer) ? null : Encoding.UTF8.GetBytes(longer);
    }
}
