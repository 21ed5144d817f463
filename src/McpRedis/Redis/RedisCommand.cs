using System.Globalization;
using System.Text;

namespace McpRedis.Redis;

/// <summary>
/// A command on its way to a server: its name, its sub-command where it has one, and its arguments with the keys
/// marked as keys. <c>RedisCommand.Of("HMGET").Key(key).Args(fields)</c>.
/// </summary>
internal sealed class RedisCommand
{
    private readonly List<RedisArgument> _arguments = [];

    private RedisCommand(string name, string? subcommand)
    {
        Name = name;
        Subcommand = subcommand;
    }

    /// <summary>Upper-case command name, e.g. <c>CONFIG</c>.</summary>
    public string Name { get; }

    /// <summary>Upper-case sub-command, e.g. <c>GET</c>; null where the command has none.</summary>
    public string? Subcommand { get; }

    /// <summary>As declared by tools and listed in the command table: <c>HGET</c>, <c>CONFIG GET</c>.</summary>
    public string FullName => Subcommand is null ? Name : $"{Name} {Subcommand}";

    /// <summary>What follows the name and sub-command.</summary>
    public IReadOnlyList<RedisArgument> Arguments => _arguments;

    /// <summary>The reply may be large or slow: it goes over the connection kept for such, so small calls do not wait behind it.</summary>
    public bool IsLarge { get; private set; }

    /// <param name="name"><c>GET</c>, or with a sub-command <c>CONFIG GET</c>.</param>
    public static RedisCommand Of(string name)
    {
        int space = name.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? new(name, null) : new(name[..space], name[(space + 1)..]);
    }

    public RedisCommand Key(ReadOnlyMemory<byte> key)
    {
        _arguments.Add(new(key, IsKey: true));
        return this;
    }

    public RedisCommand Keys(IEnumerable<ReadOnlyMemory<byte>> keys)
    {
        foreach (var key in keys)
        {
            Key(key);
        }
        return this;
    }

    public RedisCommand Keys(IReadOnlyList<byte[]> keys)
    {
        foreach (byte[] key in keys)
        {
            Key(key);
        }
        return this;
    }

    /// <summary>A shard channel: routed like a key and not one.</summary>
    public RedisCommand ShardChannel(ReadOnlyMemory<byte> channel)
    {
        _arguments.Add(new(channel, IsKey: false, IsRoute: true));
        return this;
    }

    public RedisCommand Arg(ReadOnlyMemory<byte> value)
    {
        _arguments.Add(new(value, IsKey: false));
        return this;
    }

    public RedisCommand Arg(string value) => Arg(Encoding.UTF8.GetBytes(value));

    public RedisCommand Arg(long value) => Arg(value.ToString(CultureInfo.InvariantCulture));

    public RedisCommand Args(IEnumerable<ReadOnlyMemory<byte>> values)
    {
        foreach (var value in values)
        {
            Arg(value);
        }
        return this;
    }

    public RedisCommand Args(IReadOnlyList<byte[]> values)
    {
        foreach (byte[] value in values)
        {
            Arg(value);
        }
        return this;
    }

    public RedisCommand Large()
    {
        IsLarge = true;
        return this;
    }
}
