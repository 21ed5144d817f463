namespace McpRedis.Rdb;

/// <summary>
/// How values and records are laid out, as lines that <see cref="RdbSkipper"/> follows. A letter is a piece, a bracket repeats what is in it
/// as often as the length before it says:
/// <code>
/// s  string                      1 4 d i  1, 4, 8 and 16 bytes
/// l  length                      (…)      length n, then n times
/// t  score as text               m        what a module wrote, up to its end mark
/// c  container of a list node    e        element of an array, a its bracket
/// f  names of a hash's fields    F T      those and a value for each; T has them from a template of the file
/// </code>
/// </summary>
internal static class RdbLayout
{
    private const string Entries = "(ss)";                                      // nodes of a stream: first id and listpack
    private const string Counters = "llllllll";                                 // length; last, first, largest deleted id; entries added
    private const string Groups2 = "(slll(idl)(sd(i)))";                        // name, last id, entries read; pending; consumers with theirs
    private const string Groups3 = "(slll(idl)(sdd(i)))";
    private const string Groups5 = "(slll(idl)(sdd(i))(i))";                    // and pending entries that nobody has
    private const string Producers = "ll(s(sll))ll";                            // limits; producers with the ids they sent; totals

    /// <summary>Layout of a value; null for a type that cannot be read without knowing more.</summary>
    public static string? OfValue(RdbType type, RdbFlavour flavour) => type switch
    {
        RdbType.String or RdbType.HashZipmap or RdbType.ListZiplist or RdbType.SetIntset or RdbType.ZSetZiplist or RdbType.HashZiplist
            or RdbType.HashListpack or RdbType.ZSetListpack or RdbType.SetListpack => "s",
        RdbType.List or RdbType.Set or RdbType.ListQuicklist => "(s)",
        RdbType.ZSet => "(st)",
        RdbType.Hash => "(ss)",
        RdbType.ZSet2 => "(sd)",
        RdbType.Module2 => "lm",
        RdbType.ListQuicklist2 => "(cs)",
        RdbType.Stream => Entries + "lll" + "(sll(idl)(sd(i)))",
        RdbType.Stream2 => Entries + Counters + Groups2,
        RdbType.Stream3 => Entries + Counters + Groups3,
        RdbType.Hash22 => flavour == RdbFlavour.Valkey ? "(ssd)" : "(lss)",
        _ when flavour == RdbFlavour.Valkey => null,
        RdbType.HashListpackExPreRelease or RdbType.HashTemplateListpackReference => "s",
        RdbType.HashMetadata => "d(lss)",
        RdbType.HashListpackEx => "ds",
        RdbType.Stream4 => Entries + Counters + Groups3 + Producers,
        RdbType.Stream5 => Entries + Counters + Groups5 + Producers,
        RdbType.Array => "ae)",
        RdbType.HashTemplateListpack => "fs",
        RdbType.HashTemplateArray => "F",
        RdbType.HashTemplateArrayReference => "T",
        RdbType.Gcra => "l",
        _ => null,
    };

    /// <summary>Layout of what follows an opcode; null for one that is not known.</summary>
    public static string? OfRecord(byte opcode, RdbFlavour flavour) => opcode switch
    {
        RdbOpcode.HashTemplate when flavour == RdbFlavour.Redis => "l(s)",
        RdbOpcode.KeyMeta => flavour == RdbFlavour.Valkey ? "s(ll)" : "(4m)",
        RdbOpcode.SlotInfo => "lll",
        RdbOpcode.Function2 => "s",
        RdbOpcode.ModuleAux => "lm",
        RdbOpcode.Idle or RdbOpcode.SelectDb => "l",
        RdbOpcode.Frequency => "1",
        RdbOpcode.Aux => "ss",
        RdbOpcode.ResizeDb => "ll",
        RdbOpcode.ExpireTimeMs => "d",
        RdbOpcode.ExpireTime => "4",
        _ => null,
    };

    /// <summary>What a number is that has no layout, for the complaint.</summary>
    public static string Unknown(byte number, RdbFlavour flavour) => number switch
    {
        (byte)RdbType.ModulePreRelease => "type 6, a module's value that only the module itself can read",
        RdbOpcode.FunctionPreRelease => "opcode 246, a function of a release candidate of Redis 7.0",
        64 => "type 64, which KeyDB writes for its cron jobs",
        101 or 102 or 107 or 121 => $"record {number}, private to Redis Enterprise",
        >= 200 and <= 224 => $"record {number}, private to Dragonfly",
        <= (byte)RdbType.Gcra => $"type {number}, unknown in {flavour} data of this version",
        _ => $"record {number}, which is unknown",
    };
}
