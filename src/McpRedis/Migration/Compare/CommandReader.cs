using McpRedis.Faults;
using McpRedis.Migration.Selection;
using McpRedis.Rdb.Canonical;
using McpRedis.Rdb.Elements;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Compare;

/// <summary>
/// Reads values by plain commands, in pieces of bounded size: what is too large to DUMP, and all of a server that does not. A value that changes meanwhile
/// is begun again; what would not keep still is told as such.
/// </summary>
/// <param name="end">The server's side.</param>
/// <param name="keys">The same for both sides.</param>
/// <param name="chunkBytes">Bytes asked for at once, nearly.</param>
/// <param name="time">Our clock, for a server that keeps its own to itself.</param>
internal sealed class CommandReader(CompareEnd end, CanonicalKeys keys, int chunkBytes, TimeProvider time)
{
    private const int Attempts = 4;
    private const int MostElements = 10_000;

    // Where a server does not say how large a value is.
    private const int UsualElements = 1000;

    /// <param name="sizeBytes">Of the value in memory; 0 for unknown.</param>
    /// <exception cref="Fault">The connection is lost.</exception>
    public async Task<CommandValue> ReadAsync(RespPipe pipe, byte[] key, long sizeBytes, CancellationToken cancellationToken)
    {
        var asked = new AskedKey(pipe, key, cancellationToken);
        var type = KeyTypes.None;
        try
        {
            for (int attempt = 0; attempt < Attempts; attempt++)
            {
                type = KeyTypeWords.Of((await asked.AskAsync("TYPE")).Text);
                if (type == KeyTypes.None)
                {
                    return CommandValue.None;
                }
                if (type == KeyTypes.Module)
                {
                    return CommandValue.Unreadable(type, "a module's value that is too large, or on a server that does not serialize it");
                }
                if (await FormAsync(asked, type, sizeBytes) is { } form && await ExpiryAsync(asked) is { Exists: true } expiry)
                {
                    return new(type, form, expiry.AtMs, null);
                }
            }
        }
        catch (Fault fault) when (fault.Code is not (ErrorCode.RedisUnavailable or ErrorCode.AuthFailed or ErrorCode.Timeout or ErrorCode.CommandNotAllowed or ErrorCode.ReadOnly))
        {
            return CommandValue.Unreadable(type == KeyTypes.None ? KeyTypes.Module : type, fault.Message);
        }
        return CommandValue.Unreadable(type, "it changes faster than it can be read");
    }

    // Null for a value that changed meanwhile.
    private Task<CanonicalForm?> FormAsync(AskedKey key, KeyTypes type, long sizeBytes) => type switch
    {
        KeyTypes.String => StringAsync(key),
        KeyTypes.List => ListAsync(key, sizeBytes),
        KeyTypes.Set => WalkAsync(key, RdbShape.Set, "SCARD", "SSCAN", sizeBytes),
        KeyTypes.SortedSet => WalkAsync(key, RdbShape.SortedSet, "ZCARD", "ZSCAN", sizeBytes),
        KeyTypes.Hash => WalkAsync(key, RdbShape.Hash, "HLEN", "HSCAN", sizeBytes),
        _ => new StreamQuery(keys, chunkBytes).ReadAsync(key, sizeBytes),
    };

    private async Task<(bool Exists, long? AtMs)> ExpiryAsync(AskedKey key)
    {
        if (end.HasExpireTime)
        {
            long at = (await key.AskAsync("PEXPIRETIME")).Integer;
            return (at != -2, at < 0 ? null : at);
        }
        long left = (await key.AskAsync("PTTL")).Integer;
        return (left != -2, left < 0 ? null : TtlComparer.ExpireAtMs(left, await ServerClock.AskAsync(key.Pipe, time, key.CancellationToken)));
    }

    private async Task<CanonicalForm?> StringAsync(AskedKey key)
    {
        long length = (await key.AskAsync("STRLEN")).Integer;
        var builder = new CanonicalBuilder(keys, RdbShape.String);
        builder.BeginString(length);
        for (long at = 0; at < length;)
        {
            var part = (await key.AskAsync("GETRANGE", at, Math.Min(at + chunkBytes, length) - 1)).Bytes;
            if (part.IsEmpty)
            {
                return null;
            }
            builder.StringPart(part.Span);
            at += part.Length;
        }
        builder.EndString();
        return builder.Build();
    }

    private async Task<CanonicalForm?> ListAsync(AskedKey key, long sizeBytes)
    {
        long length = (await key.AskAsync("LLEN")).Integer;
        var builder = new CanonicalBuilder(keys, RdbShape.List);
        int step = Step(chunkBytes, sizeBytes, length);
        while (builder.Count < length)
        {
            var items = (await key.AskAsync("LRANGE", builder.Count, builder.Count + step - 1)).ItemArray;
            if (items.Length == 0)
            {
                return null;
            }
            foreach (var item in items)
            {
                builder.Item(item.Bytes.Span);
            }
        }
        return (await key.AskAsync("LLEN")).Integer == length && builder.Count == length ? builder.Build() : null;
    }

    private async Task<CanonicalForm?> WalkAsync(AskedKey key, RdbShape shape, string count, string scan, long sizeBytes)
    {
        long length = (await key.AskAsync(count)).Integer;
        var builder = new CanonicalBuilder(keys, shape);
        int step = Step(chunkBytes, sizeBytes, length);
        string cursor = "0";
        do
        {
            var reply = await key.AskAsync(RedisCommand.Of(scan).Key(key.Name).Arg(cursor).Arg("COUNT").Arg(step));
            cursor = reply[0].Text;
            await AddAsync(key, builder, shape, reply[1].ItemArray);
        }
        while (cursor != "0" && builder.Count <= length);
        // One element given twice makes too many. Fields whose time is over are counted until they are removed, and never given.
        return builder.Count == length || (shape == RdbShape.Hash && end.HasFieldTtls && builder.Count < length) ? builder.Build() : null;
    }

    private async Task AddAsync(AskedKey key, CanonicalBuilder builder, RdbShape shape, RespValue[] items)
    {
        if (shape == RdbShape.Set)
        {
            foreach (var member in items)
            {
                builder.Member(member.Bytes.Span);
            }
            return;
        }
        var expiries = shape == RdbShape.Hash && end.HasFieldTtls && items.Length > 0 ? await FieldExpiriesAsync(key, items) : [];
        for (int i = 0; i + 1 < items.Length; i += 2)
        {
            if (shape == RdbShape.SortedSet)
            {
                builder.Member(items[i].Bytes.Span, items[i + 1].Double);
            }
            else
            {
                builder.Field(items[i].Bytes.Span, items[i + 1].Bytes.Span, expiries.Length > i / 2 ? Math.Max(expiries[i / 2].Integer, RdbElements.NoExpiry) : RdbElements.NoExpiry);
            }
        }
    }

    // HPEXPIRETIME key FIELDS 2 a b answers -1 for a field that stays, -2 for one that is gone.
    private static async Task<RespValue[]> FieldExpiriesAsync(AskedKey key, RespValue[] items)
    {
        var command = RedisCommand.Of("HPEXPIRETIME").Key(key.Name).Arg("FIELDS").Arg(items.Length / 2);
        for (int i = 0; i + 1 < items.Length; i += 2)
        {
            command.Arg(items[i].Bytes);
        }
        return (await key.AskAsync(command)).ItemArray;
    }

    /// <summary>How many elements come near the size of a chunk.</summary>
    internal static int Step(int chunkBytes, long sizeBytes, long elements) =>
        sizeBytes <= 0 || elements <= 0 ? UsualElements : (int)Math.Clamp(chunkBytes / Math.Max(1, sizeBytes / elements), 1, MostElements);
}
