using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using McpRedis.Catalogue;
using McpRedis.Diagnostics.Clients;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Clients;

[RedisTool("redis_client_kill", "Disconnect clients", Toolset.Clients, Risk.Admin, "CLIENT KILL", "CLIENT LIST", "CLIENT ID")]
internal sealed class ClientKillTool(IRedisGateway redis, CallGuard guard, OutputBudget budget)
{
    /// <summary>More than one person can look through, and than are ended in one breath.</summary>
    private const int MostAtOnce = 500;

    private const int ItemBytes = 96;

    /// <summary>Disconnect clients: all that match everything given. Never this program's own; masters and replicas only by ids or type.</summary>
    /// <param name="ids">As redis_client_list tells them.</param>
    /// <param name="address">Host, or host:port.</param>
    /// <param name="name">As the client calls itself.</param>
    /// <param name="user">ACL user.</param>
    /// <param name="type">Whose connections.</param>
    /// <param name="minIdleMs">Silent for so long.</param>
    /// <param name="flags">Such as blocked.</param>
    /// <returns>Connections ended. Most clients connect again by themselves.</returns>
    /// <exception cref="Fault">confirmation_required: nothing was done; the plan lists exactly the connections. conflict: more than 500 match.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/client-kill/"/>
    public async Task<KilledClients> RunAsync(
        [Items(1, MostAtOnce)] string[]? ids = null,
        string? address = null,
        string? name = null,
        string? user = null,
        ClientKind? type = null,
        long? minIdleMs = null,
        string[]? flags = null,
        CancellationToken cancellationToken = default)
    {
        var filter = ClientFilter.Of(address, name, user, type, minIdleMs, flags, ids);
        if (filter.IsEmpty)
        {
            throw Fault.Argument("ids", "say which clients: by ids, address, name, user, type, minIdleMs or flags.", "redis_client_list shows them.");
        }
        var listing = await ClientListing.ReadAsync(redis, cancellationToken);
        if (listing.Clients.Any(client => !listing.Certain.Any(own => own.Node == client.Id.Node)))
        {
            throw new Fault(ErrorCode.UnsupportedByServer, "The server does not tell which connections are our own (CLIENT ID), so none is ended.", "It needs Redis 5.0 and the right +client|id.");
        }
        var matching = listing.Clients.Where(filter.Matches).ToList();
        var chosen = matching.Where(client => IsOpen(client, filter, listing)).OrderBy(client => client.Node, StringComparer.Ordinal).ThenBy(client => client.Id.Number).ToList();
        if (chosen.Count > MostAtOnce)
        {
            throw new Fault(ErrorCode.Conflict, $"{chosen.Count} connections match; {MostAtOnce} at most are ended in one call.", "Narrow the call; redis_client_list with groupBy shows by what.");
        }
        int spared = matching.Count - chosen.Count;
        if (chosen.Count == 0 && !guard.BringsConfirmation)
        {
            return new([], 0, 0, spared, listing.Failed, false, null);
        }
        var commands = chosen.ConvertAll(Command);
        guard.Require(Risk.Admin, Effect(chosen, commands));
        var killed = await KillAsync(chosen, commands, cancellationToken);
        budget.TryTakeText(listing.Failed.Sum(text => text.Length + 4));
        KilledClient[] items = [.. killed.TakeWhile(item => budget.TryTake(ItemBytes + item.Node.Length + item.Address.Length))];
        return new(items, killed.Count(item => item.Error is null && item.Ended), killed.Count(item => item.Error is null && !item.Ended), spared, listing.Failed, items.Length < killed.Count, items.Length < killed.Count ? budget.CutBy : null);
    }

    // A call goes over the certain ones. What only looks like ours may be one that another run left behind: by its id it can be ended.
    private static bool IsOpen(NodeClient client, ClientFilter filter, ClientListing listing)
    {
        bool byId = filter.Ids?.Contains(client.Id) == true;
        bool own = listing.Certain.Contains(client.Id) || (client.IsOwn && !byId);
        bool link = client.Entry.Kind is ClientKind.Master or ClientKind.Replica;
        return !own && (!link || byId || filter.Kind == client.Entry.Kind);
    }

    // All of it must hold, so that a number alone, which another node may have given out as well, ends nobody else.
    private static RedisCommand Command(NodeClient client)
    {
        var command = RedisCommand.Of("CLIENT KILL").Arg("ID").Arg(client.Id.Number);
        if (client.Entry.Address is not ("unix" or ""))
        {
            command.Arg("ADDR").Arg(client.Entry.Address);
        }
        return client.Entry.LocalAddress is "unix" or "" ? command : command.Arg("LADDR").Arg(client.Entry.LocalAddress);
    }

    private static Effect Effect(List<NodeClient> chosen, List<RedisCommand> commands)
    {
        int links = chosen.Count(client => client.Entry.Kind is ClientKind.Master or ClientKind.Replica);
        int blocked = chosen.Count(client => client.Entry.IsBlocked);
        int hosts = chosen.Select(client => client.Entry.Host).Distinct().Count();
        string what = string.Create(CultureInfo.InvariantCulture, $"disconnects {chosen.Count} {(chosen.Count == 1 ? "client" : "clients")} of {hosts} {(hosts == 1 ? "host" : "hosts")}")
            + (links == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {links} of them replication links"))
            + (blocked == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {blocked} of them waiting in a blocking command"));
        var plan = commands.ConvertAll(IReadOnlyList<byte[]> (command) => ["CLIENT"u8.ToArray(), "KILL"u8.ToArray(), .. command.Arguments.Select(argument => argument.Bytes.ToArray())]);
        string all = string.Join('\n', plan.Zip(chosen, (words, client) => $"{client.Id} {string.Join(' ', words.Select(word => Encoding.UTF8.GetString(word)))}"));
        // Whether they are blocked changes from moment to moment; which they are is what is agreed to.
        return new(what) { Plan = plan, Fingerprint = SHA256.HashData(Encoding.UTF8.GetBytes(all)), SameWhile = string.Create(CultureInfo.InvariantCulture, $"{chosen.Count} clients") };
    }

    private async Task<List<KilledClient>> KillAsync(List<NodeClient> chosen, List<RedisCommand> commands, CancellationToken cancellationToken)
    {
        var killed = new List<KilledClient>();
        if (!chosen.Exists(client => client.Id.Node is not null))
        {
            var outcomes = await redis.ExecuteEachAsync(commands, cancellationToken);
            killed.AddRange(chosen.Select((client, i) => Item(client, outcomes[i].Fault?.Code.Wire(), outcomes[i].Fault is null ? outcomes[i].Reply.Integer : 0)));
            return killed;
        }
        for (int i = 0; i < chosen.Count; i++)
        {
            var replies = await redis.ForEachNodeAsync(commands[i], cancellationToken);
            var here = replies.FirstOrDefault(reply => reply.Node == chosen[i].Node);
            killed.Add(Item(chosen[i], here?.Fault?.Code.Wire(), replies.Where(reply => reply.Fault is null).Sum(reply => reply.Reply.Integer)));
        }
        return killed;
    }

    private static KilledClient Item(NodeClient client, string? error, long ended) => new(client.Node, client.Id.ToString(), client.Entry.Address, ended > 0, error);
}

/// <param name="Items">The connections that were to be ended.</param>
/// <param name="Killed">Ended.</param>
/// <param name="Gone">Had ended by themselves before.</param>
/// <param name="Spared">Matched and left alone: our own, and replication links that were not named.</param>
/// <param name="Failed">Nodes that could not be asked, and why.</param>
/// <param name="Truncated">True when items were left out; they are ended all the same.</param>
/// <param name="TruncatedBy">Limit that left them out.</param>
internal sealed record KilledClients(IReadOnlyList<KilledClient> Items, int Killed, int Gone, int Spared, IReadOnlyList<string> Failed, bool Truncated, string? TruncatedBy);

/// <param name="Node">Its server.</param>
/// <param name="Id">Number of the connection.</param>
/// <param name="Address">Where it came from.</param>
/// <param name="Ended">Whether it was there to be ended.</param>
/// <param name="Error">Why it could not be; null when nothing went wrong.</param>
internal sealed record KilledClient(string Node, string Id, string Address, bool Ended, string? Error);
