using System.Globalization;
using System.Text;
using McpRedis.Faults;

namespace McpRedis.Diagnostics.Clients;

/// <summary>Which connections are meant: all that were given must hold.</summary>
/// <param name="Address">Host with or without port.</param>
/// <param name="Name">As the client calls itself.</param>
/// <param name="User">Of the ACL.</param>
/// <param name="Kind">Whose connections.</param>
/// <param name="MinIdleMs">Silent for at least this long; servers count whole seconds.</param>
/// <param name="Letters">Flags, all of them.</param>
/// <param name="Ids">Single ones; null for any.</param>
internal sealed record ClientFilter(string? Address, byte[]? Name, byte[]? User, ClientKind? Kind, long? MinIdleMs, IReadOnlyList<char> Letters, IReadOnlyList<ClientId>? Ids)
{
    public bool IsEmpty => Address is null && Name is null && User is null && Kind is null && MinIdleMs is null && Letters.Count == 0 && Ids is null;

    /// <exception cref="Fault">invalid_argument: a flag or an id that is none.</exception>
    public static ClientFilter Of(string? address, string? name, string? user, ClientKind? kind, long? minIdleMs, string[]? flags, string[]? ids = null) => new(
        address,
        name is null ? null : Encoding.UTF8.GetBytes(name),
        user is null ? null : Encoding.UTF8.GetBytes(user),
        kind,
        minIdleMs,
        [.. (flags ?? []).Select(ClientFlags.Letter)],
        ids is null ? null : [.. ids.Select(ClientId.Parse)]);

    public bool Matches(NodeClient client) =>
        (Address is null || client.Entry.Address.Equals(Address, StringComparison.OrdinalIgnoreCase) || client.Entry.Host.Equals(ClientEntry.HostOf(Address + ":"), StringComparison.OrdinalIgnoreCase))
        && (Name is null || client.Entry.Name.AsSpan().SequenceEqual(Name))
        && (User is null || client.Entry.User.AsSpan().SequenceEqual(User))
        && (Kind is null || client.Entry.Kind == Kind)
        && (MinIdleMs is null || client.Entry.IdleSeconds * 1000 >= MinIdleMs)
        && Letters.All(letter => client.Entry.Flags.Contains(letter))
        && (Ids is null || Ids.Contains(client.Id));
}

/// <summary>A connection's number on its node: <c>17</c> on the only server, <c>2:17</c> on the second node of a cluster.</summary>
/// <param name="Node">From 1; null where there is one server.</param>
/// <param name="Number">The server's own.</param>
internal readonly record struct ClientId(int? Node, long Number)
{
    /// <exception cref="Fault">invalid_argument.</exception>
    public static ClientId Parse(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        int? node = colon < 0 ? null : int.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given : -1;
        return node is not (-1 or 0) && long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? new ClientId(node, number)
            : throw Fault.Argument("ids", "an id is as redis_client_list tells it: 17, or 2:17 on a cluster.");
    }

    public override string ToString() => Node is { } node ? string.Create(CultureInfo.InvariantCulture, $"{node}:{Number}") : Number.ToString(CultureInfo.InvariantCulture);
}
