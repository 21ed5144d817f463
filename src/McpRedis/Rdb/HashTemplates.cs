using System.Buffers;

namespace McpRedis.Rdb;

/// <summary>
/// Field names that many hashes of a file share. A hash that refers to them means nothing outside the file, so it is given the names
/// themselves: types 30 and 32 become 29 and 31, as the server's own DUMP has it.
/// </summary>
internal sealed class HashTemplates
{
    private const byte NamesAsStrings = 1;
    private const int MostBytes = 64 << 20; // a server has some thousands of short names
    private readonly Dictionary<ulong, (ulong Count, byte[] Fields)> _templates = [];
    private int _bytes;

    // 07 02 01 61 01 62: template 7 with fields a and b
    /// <param name="body">The record after its opcode, whole.</param>
    /// <param name="offset">Where it is, for complaints.</param>
    public void Add(ReadOnlySpan<byte> body, long offset)
    {
        var cursor = new RdbCursor(body, offset);
        cursor.TryReadLength(out ulong id);
        ReadOnlySpan<byte> names = body[cursor.Position..];
        cursor.TryReadLength(out ulong count);
        _bytes += names.Length;
        if (count == 0 || _bytes > MostBytes)
        {
            throw new RdbFormatException(offset, count == 0 ? "a hash template without fields" : "more hash templates than a server would have");
        }
        _templates[id] = (count, [NamesAsStrings, .. names]);
    }

    /// <summary>How many fields a template has.</summary>
    public ulong Count(ulong id, long offset) => Find(id, offset).Count;

    /// <summary>The value with its names, and the type it has then.</summary>
    public RdbType Resolve(RdbType type, ReadOnlySpan<byte> value, long offset, IBufferWriter<byte> resolved)
    {
        var cursor = new RdbCursor(value, offset);
        if (type == RdbType.HashTemplateArrayReference)
        {
            cursor.TryReadLength(out ulong id);
            resolved.Write(Find(id, offset).Fields);
            resolved.Write(value[cursor.Position..]);
            return RdbType.HashTemplateArray;
        }
        cursor.TryReadString(out RdbString listpack);
        byte[] scratch = [];
        resolved.Write(Find(ListpackHead.FirstNumber(listpack.Decode(ref scratch), offset), offset).Fields);
        resolved.Write(value);
        return RdbType.HashTemplateListpack;
    }

    private (ulong Count, byte[] Fields) Find(ulong id, long offset) => _templates.TryGetValue(id, out (ulong, byte[]) found)
        ? found
        : throw new RdbFormatException(offset, $"a hash refers to template {id}, which the file has not named before");
}
