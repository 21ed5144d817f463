namespace McpRedis.Rdb.Elements;

/// <summary>
/// The id that a module's values begin with: nine characters of six bits, which name the type, then ten bits of the version of its encoding.
/// </summary>
internal static class ModuleType
{
    private const int Characters = 9;
    private static ReadOnlySpan<byte> Alphabet => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8;

    /// <summary><c>ReJSON-RL</c>, <c>MBbloom--</c>, <c>TSDB-TYPE</c>, <c>vectorset</c></summary>
    public static string Name(ulong id) => string.Create(Characters, id, static (name, id) =>
    {
        for (int i = Characters - 1; i >= 0; i--)
        {
            name[i] = (char)Alphabet[(int)(id >> (10 + (6 * (Characters - 1 - i)))) & 63];
        }
    });

    public static int EncodingVersion(ulong id) => (int)(id & 1023);

    /// <summary>The module that a type belongs to, as MODULE LIST calls it; the type itself where that is not known.</summary>
    public static string Module(string type) => type switch
    {
        "ReJSON-RL" => "ReJSON",
        "MBbloom--" or "MBbloomCF" or "CMSk-TYPE" or "TopK-TYPE" or "TDIS-TYPE" => "bf",
        "TSDB-TYPE" => "timeseries",
        _ => type,
    };
}
