using System.Buffers;
using System.Buffers.Text;

namespace McpRedis.Rdb;

/// <summary>The first nine bytes of a file.</summary>
/// <param name="Flavour">Whose numbers follow.</param>
/// <param name="Version">Version of the format.</param>
internal readonly record struct RdbHeader(RdbFlavour Flavour, int Version)
{
    public const int Size = 9;
    private const int FirstWithChecksum = 5;

    /// <summary>Whether a checksum follows the end mark.</summary>
    public bool HasChecksum => Version >= FirstWithChecksum;

    // REDIS0010 | VALKEY080
    /// <exception cref="RdbFormatException">No such file.</exception>
    public static RdbHeader Parse(ReadOnlySpan<byte> bytes)
    {
        RdbFlavour flavour = bytes.StartsWith("VALKEY"u8) ? RdbFlavour.Valkey : RdbFlavour.Redis;
        int name = flavour == RdbFlavour.Valkey ? 6 : 5;
        return (bytes.StartsWith("REDIS"u8) || flavour == RdbFlavour.Valkey)
            && !bytes[name..].ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && Utf8Parser.TryParse(bytes[name..], out int version, out int length) && length == Size - name && version > 0
            ? new(flavour, version)
            : throw new RdbFormatException(0, "neither REDIS nor VALKEY and a version: this is no RDB file");
    }

    /// <summary>Writes the first <see cref="Size"/> bytes of a file.</summary>
    public void Write(Span<byte> bytes)
    {
        ReadOnlySpan<byte> name = Flavour == RdbFlavour.Valkey ? "VALKEY"u8 : "REDIS"u8;
        name.CopyTo(bytes);
        Utf8Formatter.TryFormat(Version, bytes[name.Length..], out _, new StandardFormat('D', (byte)(Size - name.Length)));
    }

    /// <summary>
    /// Whether a file of this version may hold values of a type. A number beyond it was somebody else's before it became Redis's (29 in builds
    /// of 8.8, 30 and more in Dragonfly), so reading it as what it is today would be a guess.
    /// </summary>
    public bool Knows(RdbType type) => Flavour == RdbFlavour.Valkey || type <= Version switch
    {
        < 10 => RdbType.Stream,
        10 => RdbType.Stream2,
        11 => RdbType.Stream3,
        12 => RdbType.HashListpackEx,
        13 => RdbType.Stream4,
        14 => RdbType.Array,
        _ => RdbType.Gcra,
    };
}
