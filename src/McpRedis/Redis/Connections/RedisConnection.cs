using System.Text;
using McpRedis.Faults;
using McpRedis.Redis.Raw;

namespace McpRedis.Redis.Connections;

/// <summary>A named connection as it is open to somebody: the server, shared by all, and what may be done there.</summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private readonly ConnectedServer _server;

    /// <summary>As the operator allows it.</summary>
    public RedisConnection(ConnectionOptions options, AccessLevel access, string? keyPrefix, TimeProvider time)
        : this(new ConnectedServer(options, time), Lower(access, options.Access), Prefix(keyPrefix, options.KeyPrefix) is { } prefix ? new(prefix) : null)
    {
    }

    private RedisConnection(ConnectedServer server, AccessLevel access, KeyScope? scope)
    {
        (_server, Access, Scope) = (server, access, scope);
        Shown = ShownDatabases.Of(server.Options, scope is not null);
    }

    public ConnectionOptions Options => _server.Options;

    public TimeProvider Time => _server.Time;

    /// <summary>The lowest of the program's access, the connection's own and the caller's.</summary>
    public AccessLevel Access { get; }

    /// <summary>Null when all keys are in scope.</summary>
    public KeyScope? Scope { get; }

    /// <summary>What may be told of databases; null for everything.</summary>
    public ShownDatabases? Shown { get; }

    /// <inheritdoc cref="ConnectedServer.Link"/>
    public RedisLink Link => _server.Link;

    /// <inheritdoc cref="ConnectedServer.LargeLink"/>
    public RedisLink LargeLink => _server.LargeLink;

    /// <summary>The same connection for callers who may do less there. It ends with this one.</summary>
    /// <param name="access">Highest access.</param>
    /// <param name="keyPrefixes">Keys must begin with one of these, and as they must here; empty for what is reachable here.</param>
    public RedisConnection Narrow(AccessLevel access, IReadOnlyList<string> keyPrefixes) =>
        new(_server, access < Access ? access : Access, keyPrefixes.Count == 0 ? Scope : KeyScope.Within(Scope, keyPrefixes.Select(Encoding.UTF8.GetBytes)));

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
        return new RedisGateway(this, chosen, _server.FenceFor(commands, callAccess < Access ? callAccess : Access), trace, beforeChange, isAdmitted);
    }

    /// <summary>The door for one job in bulk. Each database it opens must be one the operator allows.</summary>
    /// <param name="commands">What the job declared.</param>
    /// <param name="jobAccess">Access in force for the job.</param>
    /// <param name="trace">Collects what was run.</param>
    public IBulkGateway BindBulk(IReadOnlyList<string> commands, AccessLevel jobAccess, CommandTrace trace)
    {
        var access = jobAccess < Access ? jobAccess : Access;
        return new BulkGateway(this, new(_server.FenceFor(commands, access), access, Scope, Shown, trace));
    }

    /// <inheritdoc cref="ConnectedServer.GetProfileAsync"/>
    public ValueTask<ServerProfile> GetProfileAsync(CancellationToken cancellationToken) => _server.GetProfileAsync(cancellationToken);

    /// <inheritdoc cref="ConnectedServer.RoleChangedAsync"/>
    public Task RoleChangedAsync() => _server.RoleChangedAsync();

    /// <inheritdoc cref="ConnectedServer.KnowsAsync"/>
    public Task<IReadOnlyList<bool>?> KnowsAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) => _server.KnowsAsync(names, cancellationToken);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

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
