namespace McpRedis.Redis;

/// <summary>
/// Flags a server gives a command, <see href="https://redis.io/docs/latest/commands/command/#flags"/>, and two of the
/// table's own: <see cref="Container"/> and <see cref="OnlySentinel"/>. Words not listed here are not used and not kept.
/// </summary>
[Flags]
internal enum CommandFlags
{
    None = 0,
    ReadOnly = 1 << 0,
    Write = 1 << 1,
    DenyOom = 1 << 2,
    Admin = 1 << 3,
    PubSub = 1 << 4,
    NoScript = 1 << 5,
    Blocking = 1 << 6,
    Loading = 1 << 7,
    Stale = 1 << 8,
    Fast = 1 << 9,
    MovableKeys = 1 << 10,
    NoAuth = 1 << 11,
    NoMulti = 1 << 12,
    Module = 1 << 13,
    AllowBusy = 1 << 14,
    /// <summary>Its first argument is a sub-command with an entry of its own.</summary>
    Container = 1 << 15,
    /// <summary>Exists only on a server in sentinel mode.</summary>
    OnlySentinel = 1 << 16,
}

/// <summary>The ACL categories decisions are made on, <see href="https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/#command-categories"/>.</summary>
[Flags]
internal enum AclCategories
{
    None = 0,
    Read = 1 << 0,
    Write = 1 << 1,
    Keyspace = 1 << 2,
    Admin = 1 << 3,
    Dangerous = 1 << 4,
    Connection = 1 << 5,
    Blocking = 1 << 6,
    Scripting = 1 << 7,
    Transaction = 1 << 8,
    PubSub = 1 << 9,
}

/// <summary>Words of servers and of the pinned table to flags.</summary>
internal static class CommandWords
{
    public static CommandFlags Flag(ReadOnlySpan<char> word) => word switch
    {
        "readonly" => CommandFlags.ReadOnly,
        "write" => CommandFlags.Write,
        "denyoom" => CommandFlags.DenyOom,
        "admin" => CommandFlags.Admin,
        "pubsub" => CommandFlags.PubSub,
        "noscript" => CommandFlags.NoScript,
        "blocking" => CommandFlags.Blocking,
        "loading" => CommandFlags.Loading,
        "stale" => CommandFlags.Stale,
        "fast" => CommandFlags.Fast,
        "movablekeys" => CommandFlags.MovableKeys,
        "no_auth" => CommandFlags.NoAuth,
        "no_multi" => CommandFlags.NoMulti,
        "module" => CommandFlags.Module,
        "allow_busy" => CommandFlags.AllowBusy,
        "container" => CommandFlags.Container,
        "only_sentinel" => CommandFlags.OnlySentinel,
        _ => CommandFlags.None,
    };

    public static AclCategories Category(ReadOnlySpan<char> word) => word.TrimStart('@') switch
    {
        "read" => AclCategories.Read,
        "write" => AclCategories.Write,
        "keyspace" => AclCategories.Keyspace,
        "admin" => AclCategories.Admin,
        "dangerous" => AclCategories.Dangerous,
        "connection" => AclCategories.Connection,
        "blocking" => AclCategories.Blocking,
        "scripting" => AclCategories.Scripting,
        "transaction" => AclCategories.Transaction,
        "pubsub" => AclCategories.PubSub,
        _ => AclCategories.None,
    };
}
