using System.Buffers.Binary;

namespace McpRedis.Migration.Planning;

// What follows the type byte 7 in a payload: the id as a length of 64 bits, 81 and eight bytes, big endian. Of it 54 bits are nine
// characters of six bits and ten the version of the encoding:
//
//   81 bd e7 2d a2 bb 1e b4 00    vectorset, encoding 0

/// <summary>Names of module types, which are not those of the modules.</summary>
internal static class ModuleTypeName
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    // What each calls itself in MODULE LIST.
    private static readonly Dictionary<string, string> Modules = new(StringComparer.Ordinal)
    {
        ["ReJSON-RL"] = "rejson",
        ["MBbloom--"] = "bf",
        ["MBbloomCF"] = "bf",
        ["CMSk-TYPE"] = "bf",
        ["TopK-TYPE"] = "bf",
        ["TDIS-TYPE"] = "bf",
        ["TSDB-TYPE"] = "timeseries",
    };

    /// <summary>Null for bytes that hold no such id.</summary>
    public static string? Read(ReadOnlySpan<byte> value)
    {
        if (value.Length < 9 || value[0] != 0x81)
        {
            return null;
        }
        ulong id = BinaryPrimitives.ReadUInt64BigEndian(value[1..]);
        Span<char> name = stackalloc char[9];
        for (int i = 0; i < name.Length; i++)
        {
            name[i] = Alphabet[(int)(id >> (58 - (6 * i))) & 63];
        }
        return name.ToString();
    }

    /// <summary>The module it belongs to, as MODULE LIST calls it; the type's own name where we know no other.</summary>
    public static string ModuleOf(string type) => Modules.GetValueOrDefault(type, type);
}
