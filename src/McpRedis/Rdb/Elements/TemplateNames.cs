using McpRedis.Rdb.Packed;

namespace McpRedis.Rdb.Elements;

/// <summary>
/// The field names of a hash made from a template, one after another; they stand before the values. (In a file they stand in a record of
/// their own, which <see cref="HashTemplates"/> brings back here.)
/// </summary>
/// <remarks>
/// <code>
/// 00  0f 0f 00 00 00 …     format 0: a listpack of names
/// 01  02  01 61  01 62     format 1: a count and so many strings, "a" and "b"
/// </code>
/// </remarks>
internal ref struct TemplateNames
{
    private PackedReader _packed;
    private ValueReader _plain;
    private readonly bool _isPacked;
    private int _left;

    private TemplateNames(PackedReader packed)
    {
        _packed = packed;
        _isPacked = true;
    }

    private TemplateNames(ValueReader plain, int count)
    {
        _plain = plain;
        _left = count;
    }

    /// <summary>Reads the block of names; the reader stands behind it afterwards.</summary>
    public static TemplateNames Read(scoped ref ValueReader reader, DecodeBuffers buffers)
    {
        int start = reader.Position;
        ulong format = reader.Length();
        if (format == 0)
        {
            return new(PackedReader.Listpack(reader.String().Decode(ref buffers.Names), start));
        }
        if (format != 1)
        {
            throw reader.Wrong("field names of no known format");
        }
        int count = reader.CountOfSome(1);
        var names = new TemplateNames(reader, count);
        for (int i = 0; i < count; i++)
        {
            reader.SkipString();
        }
        return names;
    }

    /// <summary>The next name; false when the template has no more.</summary>
    public bool TryNext(DecodeBuffers buffers, out ReadOnlySpan<byte> name)
    {
        name = default;
        if (_isPacked)
        {
            bool more = _packed.TryNext(out PackedEntry entry);
            name = more ? entry.Text(buffers.Name) : default;
            return more;
        }
        if (_left == 0)
        {
            return false;
        }
        _left--;
        name = _plain.String().Decode(ref buffers.Name);
        return true;
    }
}
