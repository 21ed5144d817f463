using System.Buffers;
using System.Text;
using McpRedis.Faults;

namespace McpRedis.Redis;

/// <summary>
/// A wall around key prefixes: mostly one, several where a caller may use several. Redis ACL key patterns leave holes (SCAN and RANDOMKEY list every key, SORT … GET reads
/// keys no extraction shows), so the wall is ours: a key a command names must lie inside, whether the tool marked it
/// or the command table finds it; a command that shows or touches keys it does not name is refused
/// (<see cref="UnscopedCommands"/>); what SCAN and RANDOMKEY give back is filtered.
/// </summary>
internal sealed class KeyScope
{
    private static readonly SearchValues<byte> GlobSpecial = SearchValues.Create("*?[]\\^"u8);
    private readonly byte[][] _prefixes;

    /// <param name="prefix">Not empty; compared byte by byte.</param>
    public KeyScope(ReadOnlySpan<byte> prefix)
        : this([prefix.ToArray()])
    {
    }

    /// <param name="prefixes">A key must begin with one of them. None of them is empty; without any, no key is inside.</param>
    public KeyScope(IEnumerable<byte[]> prefixes)
    {
        byte[][] all = [.. prefixes];
        foreach (byte[] prefix in all)
        {
            ArgumentOutOfRangeException.ThrowIfZero(prefix.Length);
        }
        // One that extends another says nothing.
        _prefixes = [.. all.Where((prefix, i) => !all.Where((other, j) => prefix.AsSpan().StartsWith(other) && (prefix.Length > other.Length || j < i)).Any())];
    }

    /// <summary>In the order they were given; none when no key is inside.</summary>
    public IReadOnlyList<byte[]> Prefixes => _prefixes;

    /// <summary>What lies in both: of each pair of prefixes the longer one where it extends the other.</summary>
    /// <param name="outer">Null for all keys.</param>
    /// <param name="prefixes">As for the constructor.</param>
    public static KeyScope Within(KeyScope? outer, IEnumerable<byte[]> prefixes) => outer is null ? new(prefixes) : new(
        from prefix in prefixes
        from own in outer._prefixes
        where prefix.AsSpan().StartsWith(own) || own.AsSpan().StartsWith(prefix)
        select prefix.Length > own.Length ? prefix : own);

    /// <summary>Whether every key of one scope is in another; null stands for all keys.</summary>
    public static bool Covers(KeyScope? outer, KeyScope? inner) => outer is null || (inner is not null && Array.TrueForAll(inner._prefixes, prefix => outer.Contains(prefix)));

    public bool Contains(ReadOnlySpan<byte> key)
    {
        foreach (byte[] prefix in _prefixes)
        {
            if (key.StartsWith(prefix))
            {
                return true;
            }
        }
        return false;
    }

    /// <exception cref="Fault">key_out_of_scope. Never names the key.</exception>
    public void Check(RedisCommand command)
    {
        bool marked = false;
        foreach (var argument in command.Arguments)
        {
            marked |= argument.IsKey;
            if (argument.IsKey && !Contains(argument.Bytes.Span))
            {
                throw Outside(command);
            }
        }
        if (_prefixes.Length == 0 && command.Name is "SCAN" or "RANDOMKEY")
        {
            throw new Fault(ErrorCode.KeyOutOfScope, "No key of this connection is open to this caller.", Hint);   // rather than an empty page
        }
        if (UnscopedCommands.ReasonFor(command) is { } reason)
        {
            throw new Fault(ErrorCode.KeyOutOfScope, $"{command.FullName} cannot be kept within the open key prefix: it {reason}.", Hint);
        }
        var arguments = Whole(command);
        if (CommandTable.Pinned.Keys(arguments) is not { } positions)
        {
            // Unknown to the table, so the tool's marks are all there is; without any, nothing vouches for the command.
            if (!marked)
            {
                throw new Fault(ErrorCode.KeyOutOfScope, $"Which keys {command.FullName} works on is not known, and access is limited to a key prefix.", Hint);
            }
            return;
        }
        foreach (int at in positions)
        {
            if (!Contains(arguments[at].Span))
            {
                throw Outside(command);
            }
        }
        if (command.Name is "SORT" or "SORT_RO" && CommandKeys.ReadsByPattern(arguments))
        {
            throw new Fault(ErrorCode.KeyOutOfScope, $"{command.Name} with a pattern after BY or GET reads keys outside the open key prefix.",
                "Leave BY and GET out, or use BY nosort and GET #.");
        }
    }

    /// <summary>The keys that lie inside, in their order.</summary>
    public IReadOnlyList<byte[]> Filter(IEnumerable<byte[]> keys) => [.. keys.Where(key => Contains(key))];

    /// <summary>The reply of SCAN without foreign keys, that of PUBSUB CHANNELS without channels named after them, that of RANDOMKEY null if foreign; any other reply as it is.</summary>
    public RespValue Filter(RedisCommand command, RespValue reply) => command.Name switch
    {
        "SCAN" when reply.Count == 2 => RespValue.Of(reply.Kind,
            [reply[0], RespValue.Of(RespKind.Array, [.. reply[1].ItemArray.Where(key => Contains(key.Bytes.Span))])]),
        "PUBSUB" when command.Subcommand is "CHANNELS" or "SHARDCHANNELS" => RespValue.Of(RespKind.Array, [.. reply.ItemArray.Where(channel => Shows(channel.Bytes.Span, []))]),
        "RANDOMKEY" when !Contains(reply.Bytes.Span) => RespValue.Null,
        _ => reply,
    };

    /// <summary>
    /// Whether a message may be shown: keyspace notifications name keys, in the channel (<c>__keyspace@0__:key</c>) or
    /// as the message (<c>__keyevent@0__:del</c>). Any other channel is no key's.
    /// </summary>
    public bool Shows(ReadOnlySpan<byte> channel, ReadOnlySpan<byte> message)
    {
        if (!channel.StartsWith("__key"u8) && !channel.StartsWith("__subkey"u8))
        {
            return true;
        }
        int colon = channel.IndexOf("__:"u8);
        return channel.StartsWith("__keyevent@"u8) ? Contains(message)
            : channel.StartsWith("__keyspace@"u8) && colon >= 0 && Contains(channel[(colon + 3)..]);
    }

    /// <summary>
    /// A narrower MATCH pattern where one can be told, so that the server sends less: <c>*</c> and <c>ap*</c> under <c>app:</c>
    /// become <c>app:*</c>, under <c>app:1:</c> and <c>app:2:</c> too. Otherwise the pattern itself. It never replaces
    /// <see cref="Filter(IEnumerable{byte[]})"/>.
    /// </summary>
    public byte[]? Narrow(byte[]? pattern)
    {
        var head = pattern is null ? [] : pattern.AsSpan().TrimEnd((byte)'*');
        bool literalThenStar = pattern is null || (head.Length < pattern.Length && !head.ContainsAny(GlobSpecial));
        byte[]? common = null;
        foreach (byte[] prefix in literalThenStar ? _prefixes : [])
        {
            if (prefix.AsSpan().StartsWith(head))
            {
                common = common is null ? prefix : common[..common.AsSpan().CommonPrefixLength(prefix)];
            }
            else if (head.StartsWith(prefix))
            {
                return pattern;   // it is inside already
            }
        }
        return common is { Length: > 0 } ? [.. Escape(common), (byte)'*'] : pattern;
    }

    private static IEnumerable<byte> Escape(byte[] literal)
    {
        foreach (byte b in literal)
        {
            if (GlobSpecial.Contains(b))
            {
                yield return (byte)'\\';
            }
            yield return b;
        }
    }

    private Fault Outside(RedisCommand command) =>
        new(ErrorCode.KeyOutOfScope, $"A key of {command.FullName} lies outside the open key prefix.", Hint);

    private string Hint => _prefixes.Length == 0
        ? "None of the caller's key prefixes lies within this connection's; the operator decides which keys a caller may use."
        : $"Keys must begin with {string.Join(" or ", _prefixes.Select(prefix => $"'{Encoding.UTF8.GetString(prefix)}'"))}.";

    private static List<ReadOnlyMemory<byte>> Whole(RedisCommand command)
    {
        var arguments = new List<ReadOnlyMemory<byte>>(command.Arguments.Count + 2) { Encoding.ASCII.GetBytes(command.Name) };
        if (command.Subcommand is { } subcommand)
        {
            arguments.Add(Encoding.ASCII.GetBytes(subcommand));
        }
        foreach (var argument in command.Arguments)
        {
            arguments.Add(argument.Bytes);
        }
        return arguments;
    }
}
