using System.Text;
using McpRedis.Catalogue;
using McpRedis.Diagnostics.Clients;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Clients;

[RedisTool("redis_client_list", "Connected clients", Toolset.Clients, Risk.Read, "CLIENT LIST", "CLIENT ID")]
internal sealed class ClientListTool(IRedisGateway redis, CallGuard guard, OutputBudget budget)
{
    // The names of the members and numbers of six digits, beside texts of the client's own.
    private const int ItemBytes = 420;
    private const int GroupBytes = 210;

    /// <summary>Connections of every node, largest memory first, or sums of them by groupBy.</summary>
    /// <param name="address">Host, or host:port.</param>
    /// <param name="name">As the client calls itself.</param>
    /// <param name="user">ACL user.</param>
    /// <param name="type">Default all.</param>
    /// <param name="minIdleMs">Silent for so long.</param>
    /// <param name="flags">Such as blocked, transaction, tracking, monitor.</param>
    /// <param name="groupBy">Sums instead of single connections.</param>
    /// <param name="limit">Default 100.</param>
    /// <returns>total counts what matches, of all nodes. An id is for redis_client_kill. Addresses are told at full access; name, user and library are the client's own words.</returns>
    /// <exception cref="Fault">access_denied: by address below full access; key_out_of_scope: under a key prefix other clients are not shown.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/client-list/"/>
    public async Task<ClientPage> RunAsync(
        string? address = null,
        string? name = null,
        string? user = null,
        ClientKind? type = null,
        long? minIdleMs = null,
        string[]? flags = null,
        ClientGrouping? groupBy = null,
        [Limits(1, 500)] int limit = 100,
        CancellationToken cancellationToken = default)
    {
        var filter = ClientFilter.Of(address, name, user, type, minIdleMs, flags);
        bool addresses = guard.Access == AccessLevel.Full;
        if (!addresses && (address is not null || groupBy == ClientGrouping.Address))
        {
            throw new Fault(ErrorCode.AccessDenied, "Addresses of clients are told at full access only.", "Filter or group by name or user.");
        }
        var listing = await ClientListing.ReadAsync(redis, cancellationToken);
        var clients = listing.Clients.Where(filter.Matches).OrderByDescending(client => client.Entry.MemoryBytes ?? client.Entry.OutputBufferBytes + client.Entry.QueryBufferBytes).ToList();
        budget.TryTakeText(listing.Failed.Sum(text => text.Length + 4));
        var groups = groupBy is { } grouping ? Groups(clients, grouping).Take(limit).TakeWhile(group => budget.TryTake(GroupBytes + Size(group.Key))).ToList() : null;
        var items = groups is not null ? [] : clients.Take(limit).TakeWhile(Fits).Select(client => Item(client, addresses)).ToList();
        int shown = groups is null ? items.Count : groups.Sum(group => (int)group.Clients);
        return new(items, groups, clients.Count, listing.Failed, shown < clients.Count, shown == clients.Count ? null : budget.CutBy ?? "limit");
    }

    private static IEnumerable<ClientGroup> Groups(List<NodeClient> clients, ClientGrouping grouping) =>
        from client in clients
        group client.Entry by Key(client.Entry, grouping) into entries
        let count = entries.LongCount()
        orderby count descending
        select new ClientGroup(
            RedisText.Of(Encoding.Latin1.GetBytes(entries.Key)),
            count,
            entries.LongCount(entry => entry.IsBlocked),
            entries.Sum(entry => entry.QueryBufferBytes),
            entries.Sum(entry => entry.OutputBufferBytes),
            entries.Sum(entry => entry.MemoryBytes ?? 0),
            entries.Max(entry => entry.IdleSeconds));

    // Latin 1 keeps all bytes apart.
    private static string Key(ClientEntry entry, ClientGrouping grouping) => grouping switch
    {
        ClientGrouping.Address => entry.Host,
        ClientGrouping.Name => Encoding.Latin1.GetString(entry.Name),
        ClientGrouping.User => Encoding.Latin1.GetString(entry.User),
        _ => Encoding.Latin1.GetString(Library(entry)),
    };

    private static byte[] Library(ClientEntry entry) => entry.LibraryVersion.Length == 0 ? entry.LibraryName : [.. entry.LibraryName, (byte)' ', .. entry.LibraryVersion];

    private bool Fits(NodeClient client) =>
        budget.TryTake(ItemBytes + client.Node.Length + client.Entry.Address.Length + client.Entry.Command.Length + TextCut.JsonSize(client.Entry.Name) + TextCut.JsonSize(client.Entry.User) + TextCut.JsonSize(Library(client.Entry)));

    private static int Size(RedisText text) => TextCut.JsonSize(text.Bytes.Span);

    private static ConnectedClient Item(NodeClient client, bool addresses)
    {
        var entry = client.Entry;
        return new(
            client.Node,
            client.Id.ToString(),
            addresses ? entry.Address : null,
            Word(entry.Name),
            Word(entry.User),
            Word(Library(entry)),
            entry.Kind,
            ClientFlags.Of(entry.Flags),
            entry.Database,
            entry.AgeSeconds,
            entry.IdleSeconds,
            entry.Command,
            entry.Subscriptions,
            entry.Queued < 0 ? null : entry.Queued,
            entry.QueryBufferBytes,
            entry.OutputBufferBytes,
            entry.MemoryBytes,
            client.IsOwn);
    }

    private static RedisText? Word(byte[] bytes) => bytes.Length == 0 ? null : RedisText.Of(bytes);
}

/// <summary>What connections are summed up by.</summary>
internal enum ClientGrouping
{
    Address,
    Name,
    User,
    Library,
}

/// <param name="Items">Connections; empty with groupBy.</param>
/// <param name="Groups">Sums, most connections first; null without groupBy.</param>
/// <param name="Total">Connections that match.</param>
/// <param name="Failed">Nodes that did not answer, and why.</param>
/// <param name="Truncated">True when some are not shown; filter or group them.</param>
/// <param name="TruncatedBy">Limit that left them out.</param>
internal sealed record ClientPage(IReadOnlyList<ConnectedClient> Items, IReadOnlyList<ClientGroup>? Groups, int Total, IReadOnlyList<string> Failed, bool Truncated, string? TruncatedBy);

/// <param name="Node">Its server.</param>
/// <param name="Id">Number of the connection; on a cluster node:number.</param>
/// <param name="Address">Where it comes from, or unix; null below full access.</param>
/// <param name="Name">Name the client gave itself; null for none.</param>
/// <param name="User">ACL user; null where the server does not tell.</param>
/// <param name="Library">Client library and version, as it says.</param>
/// <param name="Type">Whose it is.</param>
/// <param name="Flags">What else holds of it: blocked, transaction, tracking …</param>
/// <param name="Database">Its database.</param>
/// <param name="AgeSeconds">Since it connected.</param>
/// <param name="IdleSeconds">Since its last command.</param>
/// <param name="Command">Last command.</param>
/// <param name="Subscriptions">Channels and patterns it listens to.</param>
/// <param name="Queued">Commands queued in MULTI; null outside of one.</param>
/// <param name="QueryBufferBytes">Input buffer with its free room.</param>
/// <param name="OutputBufferBytes">Replies it has not read yet.</param>
/// <param name="MemoryBytes">All the server holds for it; null before Redis 7.0.</param>
/// <param name="Own">Belongs to this program.</param>
internal sealed record ConnectedClient(
    string Node,
    string Id,
    string? Address,
    RedisText? Name,
    RedisText? User,
    RedisText? Library,
    ClientKind Type,
    IReadOnlyList<string> Flags,
    int Database,
    long AgeSeconds,
    long IdleSeconds,
    string Command,
    long Subscriptions,
    long? Queued,
    long QueryBufferBytes,
    long OutputBufferBytes,
    long? MemoryBytes,
    bool Own);

/// <param name="Key">What they have in common; empty for clients without it.</param>
/// <param name="Clients">Connections.</param>
/// <param name="Blocked">Of them waiting in a blocking command.</param>
/// <param name="QueryBufferBytes">Sum.</param>
/// <param name="OutputBufferBytes">Sum.</param>
/// <param name="MemoryBytes">Sum; 0 where the server does not tell.</param>
/// <param name="LongestIdleSeconds">Of the one that has been silent longest.</param>
internal sealed record ClientGroup(RedisText Key, long Clients, long Blocked, long QueryBufferBytes, long OutputBufferBytes, long MemoryBytes, long LongestIdleSeconds);
