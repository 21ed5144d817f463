using System.Runtime.CompilerServices;

namespace McpRedis.Rdb;

/// <summary>
/// Walks a layout over data that may come in parts: where they end it stops, and goes on with the next part at the same place, however
/// large and deep the value is. Nothing is decoded and nothing is held but where it stands.
/// </summary>
internal struct RdbSkipper(string layout)
{
    private const ulong MostPairs = ulong.MaxValue / 2;
    private Counters _left;
    private Places _bodies;
    private int _at;
    private int _depth;
    private ulong _strings;
    private ulong _missing;

    /// <summary>Bytes still to come of the string in which the data ended.</summary>
    public readonly ulong Missing => _missing;

    /// <summary>True when the layout is done; false when the data ended before. Then all but a few of them are consumed.</summary>
    /// <param name="cursor">Next bytes, beginning with those that were not consumed.</param>
    /// <param name="templates">What type 32 refers to; only a file has them.</param>
    /// <exception cref="RdbFormatException">The data are not what the layout says.</exception>
    public bool TryFinish(ref RdbCursor cursor, HashTemplates? templates = null)
    {
        if (_missing > 0 && !TryTakeMissing(ref cursor))
        {
            return false;
        }
        while (true)
        {
            for (; _strings > 0; _strings--)
            {
                if (!cursor.TrySkipString())
                {
                    return SkipPart(ref cursor);
                }
            }
            if ((uint)_at >= (uint)layout.Length)
            {
                return true;
            }
            if (!TryStep(layout[_at], ref cursor, templates))
            {
                return false;
            }
        }
    }

    private bool TryStep(char piece, ref RdbCursor cursor, HashTemplates? templates)
    {
        switch (piece)
        {
            case 's':
                _strings = cursor.TrySkipString() ? 0UL : 1;
                return Next();
            case 'l':
                return cursor.TryReadLength(out _) && Next();
            case 'd':
                return cursor.TryReadBytes(8, out _) && Next();
            case 'i':
                return cursor.TryReadBytes(16, out _) && Next();
            case '1':
                return cursor.TryReadByte(out _) && Next();
            case '4':
                return cursor.TryReadBytes(4, out _) && Next();
            case '(':
                return cursor.TryReadLength(out ulong count) && Open(count);
            case ')':
                return Close();
            case 't':
                return TrySkipScore(ref cursor) && Next();
            case 'm':
                return TrySkipModuleItem(ref cursor);
            case 'c':
                return TrySkipContainer(ref cursor) && Next();
            case 'a':
                return TryOpenArray(ref cursor);
            case 'e':
                return TrySkipElement(ref cursor) && Next();
            case 'f' or 'F':
                return TryReadFields(ref cursor, values: piece == 'F') && Next();
            default:
                return TryFindTemplate(ref cursor, templates) && Next();
        }
    }

    private bool Next()
    {
        _at++;
        return true;
    }

    private bool Open(ulong count)
    {
        _at++;
        if (count > 0)
        {
            _left[_depth] = count;
            _bodies[_depth] = _at;
            _depth++;
            return true;
        }
        for (int open = 1; open > 0; _at++)
        {
            open += layout[_at] switch { '(' => 1, ')' => -1, _ => 0 };
        }
        return true;
    }

    private bool Close()
    {
        if (--_left[_depth - 1] > 0)
        {
            _at = _bodies[_depth - 1];
            return true;
        }
        _depth--;
        _at++;
        return true;
    }

    // Always false: the data end in this string.
    private bool SkipPart(ref RdbCursor cursor)
    {
        if (cursor.TrySkipPart(out _missing))
        {
            _strings--;
        }
        return false;
    }

    private bool TryTakeMissing(ref RdbCursor cursor)
    {
        int here = (int)Math.Min(_missing, (ulong)cursor.Remaining);
        cursor.Position += here;
        _missing -= (ulong)here;
        return _missing == 0;
    }

    // 03 31 2e 35 = 1.5 | fd, fe, ff = NaN, +inf, -inf
    private static bool TrySkipScore(ref RdbCursor cursor)
    {
        int start = cursor.Position;
        if (cursor.TryReadByte(out byte length) && (length >= 253 || cursor.TryReadBytes(length, out _)))
        {
            return true;
        }
        cursor.Position = start;
        return false;
    }

    // 01, 02 length | 03 four bytes | 04 eight | 05 string | 00 no more
    private bool TrySkipModuleItem(ref RdbCursor cursor)
    {
        int start = cursor.Position;
        if (!cursor.TryReadLength(out ulong kind))
        {
            return false;
        }
        switch (kind)
        {
            case 0:
                return Next();
            case 1 or 2 when cursor.TryReadLength(out _):
            case 3 when cursor.TryReadBytes(4, out _):
            case 4 when cursor.TryReadBytes(8, out _):
                return true;
            case 5:
                _strings = 1;
                return true;
            case > 5:
                cursor.Position = start;
                throw new RdbFormatException(cursor.Offset, $"a module's data go on with {kind}, which is no kind of item");
            default:
                cursor.Position = start;
                return false;
        }
    }

    private static bool TrySkipContainer(ref RdbCursor cursor)
    {
        long offset = cursor.Offset;
        if (!cursor.TryReadLength(out ulong container))
        {
            return false;
        }
        return container is 1 or 2 ? true : throw new RdbFormatException(offset, $"{container} is no container of a list");
    }

    // 03 00: three elements | 03 01 07: and the next is to be inserted at 7
    private bool TryOpenArray(ref RdbCursor cursor)
    {
        int start = cursor.Position;
        if (cursor.TryReadLength(out ulong count) && cursor.TryReadLength(out ulong inserting))
        {
            if (inserting > 1)
            {
                throw new RdbFormatException(cursor.Offset - 1, $"{inserting} is no flag of an array");
            }
            if (inserting == 0 || cursor.TryReadLength(out _))
            {
                return Open(count);
            }
        }
        cursor.Position = start;
        return false;
    }

    // Index and kind, then 00, 03 string | 01 integer | 02 double
    private bool TrySkipElement(ref RdbCursor cursor)
    {
        int start = cursor.Position;
        if (cursor.TryReadLength(out _) && cursor.TryReadLength(out ulong kind))
        {
            switch (kind)
            {
                case 0 or 3:
                    _strings = 1;
                    return true;
                case 1 or 2 when cursor.TryReadBytes(8, out _):
                    return true;
                case > 3:
                    throw new RdbFormatException(cursor.Offset - 1, $"{kind} is no kind of an array's element");
                default:
                    break;
            }
        }
        cursor.Position = start;
        return false;
    }

    // 00 and a listpack of names | 01 02 01 61 01 62: two names
    private bool TryReadFields(ref RdbCursor cursor, bool values)
    {
        int start = cursor.Position;
        long offset = cursor.Offset;
        if (!cursor.TryReadLength(out ulong form))
        {
            return false;
        }
        if (form > 1)
        {
            throw new RdbFormatException(offset, $"{form} is no form of field names");
        }
        if (form == 1 && cursor.TryReadLength(out ulong count))
        {
            _strings = count < MostPairs ? count * (values ? 2UL : 1) : throw new RdbFormatException(offset, $"{count} fields are more than there can be");
            return true;
        }
        if (form == 0 && !values)
        {
            _strings = 1;
            return true;
        }
        if (form == 0 && cursor.TryReadString(out RdbString names))
        {
            _strings = ListpackHead.Count(names.ToArray(), offset);
            return true;
        }
        cursor.Position = start;
        return false;
    }

    private bool TryFindTemplate(ref RdbCursor cursor, HashTemplates? templates)
    {
        long offset = cursor.Offset;
        if (!cursor.TryReadLength(out ulong id))
        {
            return false;
        }
        _strings = templates is null ? throw new RdbFormatException(offset, "a reference to field names that only a file can hold") : templates.Count(id, offset);
        return true;
    }

    // Nothing is nested deeper than the entries of a consumer in a group.
    [InlineArray(3)]
    private struct Counters
    {
        private ulong _first;
    }

    [InlineArray(3)]
    private struct Places
    {
        private int _first;
    }
}
