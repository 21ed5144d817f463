namespace McpRedis.Redis;

/// <summary>What is known of one command or sub-command.</summary>
/// <param name="Name">Full upper-case name: <c>HGET</c>, <c>CONFIG GET</c>.</param>
/// <param name="SinceRedis">First Redis version that has it; null when Redis has not.</param>
/// <param name="SinceValkey">First Valkey version that has it; null when Valkey has not.</param>
/// <param name="Arity">Number of arguments, name included; negative: at least so many.</param>
/// <param name="Flags">What the server says of it.</param>
/// <param name="Categories">ACL categories.</param>
/// <param name="FirstKey">Position of the first key (the name is 0); 0 for none or for keys only <paramref name="KeySpecs"/> finds.</param>
/// <param name="LastKey">Position of the last key; negative counts from the last argument.</param>
/// <param name="KeyStep">Distance from one key to the next.</param>
/// <param name="KeySpecs">Where keys are and what happens to them; empty when the command takes none.</param>
internal sealed record CommandEntry(
    string Name,
    string? SinceRedis,
    string? SinceValkey,
    int Arity,
    CommandFlags Flags,
    AclCategories Categories,
    int FirstKey,
    int LastKey,
    int KeyStep,
    KeySpec[] KeySpecs)
{
    public bool IsReadOnly => Has(CommandFlags.ReadOnly) && !Has(CommandFlags.Write);

    public bool IsWrite => Has(CommandFlags.Write);

    public bool IsContainer => Has(CommandFlags.Container);

    /// <summary>Runs other commands: a script, a function, or what manages them.</summary>
    public bool IsScripting => (Categories & AclCategories.Scripting) != 0;

    /// <summary>Words of the name: 1, or 2 with a sub-command.</summary>
    public int NameLength => Name.Contains(' ', StringComparison.Ordinal) ? 2 : 1;

    public bool Has(CommandFlags flag) => (Flags & flag) != 0;

    /// <summary>"Redis 7.4.0 or Valkey 9.0.0", for people; null when neither has it.</summary>
    public string? Since => (SinceRedis, SinceValkey) switch
    {
        (null, null) => null,
        (null, var valkey) => $"Valkey {valkey}",
        (var redis, null) => $"Redis {redis}",
        var (redis, valkey) => $"Redis {redis} or Valkey {valkey}",
    };
}
