namespace McpRedis.Rdb;

/// <summary>
/// Finds where records end. One that is not there whole is held, from its first byte on, until it is; one whose body is larger than the limit is let go as it
/// is walked, and only its key is kept.
/// </summary>
internal sealed class RdbWalker(RdbHeader header, int maxBodyBytes, HashTemplates templates)
{
    private readonly string?[] _layouts = LayoutsOf(header);
    private RdbSkipper _skipper;
    private bool _isOpen;
    private byte _first;
    private long _offset;
    private int _bodyAt;        // from the record's first byte
    private int _walked;        // the same
    private bool _isSpilling;
    private long _spilled;
    private byte[] _key = [];

    /// <summary>Where the record that is not there whole began; null when there is none.</summary>
    public long? OpenOffset => _isOpen ? _offset : null;

    /// <summary>
    /// The next record; false when the data end before it does. Then what is behind the cursor is done with, and what is before it must come again.
    /// </summary>
    /// <exception cref="RdbFormatException">What stands there is no record of this format.</exception>
    public bool TryWalk(scoped ref RdbCursor cursor, out RdbItem item)
    {
        if (_isOpen)
        {
            return _isSpilling ? TrySpill(ref cursor, out item) : TryResume(ref cursor, out item);
        }
        item = default;
        int start = cursor.Position;
        long offset = cursor.Offset;
        if (!cursor.TryReadByte(out byte first))
        {
            return false;
        }
        string layout = _layouts[first] ?? throw new RdbFormatException(offset, RdbLayout.Unknown(first, header.Flavour));
        RdbString key = default;
        if (first < RdbOpcode.First && !cursor.TryReadString(out key))
        {
            RefuseLongKey(cursor);
            cursor.Position = start;
            return false;
        }
        int body = cursor.Position;
        if (layout == "s" && cursor.TrySkipString())
        {
            item = Whole(cursor, first, offset, key, body);
            return true;
        }
        _skipper = new RdbSkipper(layout);
        if (_skipper.TryFinish(ref cursor, templates))
        {
            item = Whole(cursor, first, offset, key, body);
            return true;
        }
        (_isOpen, _first, _offset, _bodyAt) = (true, first, offset, body - start);
        Leave(ref cursor, start, key);
        return false;
    }

    private bool TryResume(scoped ref RdbCursor cursor, out RdbItem item)
    {
        item = default;
        int start = cursor.Position;
        cursor.Position = start + 1;
        RdbString key = default;
        if (_first < RdbOpcode.First)
        {
            cursor.TryReadString(out key);
        }
        cursor.Position = start + _walked;
        if (!_skipper.TryFinish(ref cursor, templates))
        {
            Leave(ref cursor, start, key);
            return false;
        }
        _isOpen = false;
        item = Whole(cursor, _first, _offset, key, start + _bodyAt);
        return true;
    }

    private bool TrySpill(scoped ref RdbCursor cursor, out RdbItem item)
    {
        item = default;
        int start = cursor.Position;
        bool whole = _skipper.TryFinish(ref cursor, templates);
        _spilled += cursor.Position - start;
        if (!whole)
        {
            return false;
        }
        (_isOpen, _isSpilling) = (false, false);
        item = new RdbItem { First = _first, Offset = _offset, Key = RdbString.OfRaw(_key), BodyOffset = cursor.Offset - _spilled, BodyLength = _spilled, IsSpilled = true };
        return true;
    }

    private void Leave(scoped ref RdbCursor cursor, int start, RdbString key)
    {
        int body = start + _bodyAt;
        if (_skipper.Missing + (ulong)(cursor.Position - body) <= (ulong)maxBodyBytes)
        {
            _walked = cursor.Position - start;
            cursor.Position = start;
            return;
        }
        _isSpilling = true;
        _spilled = cursor.Position - body;
        _key = key.ToArray();
    }

    private RdbItem Whole(scoped in RdbCursor cursor, byte first, long offset, RdbString key, int body)
    {
        ReadOnlySpan<byte> bytes = cursor.Since(body);
        bool spilled = bytes.Length > maxBodyBytes;
        return new()
        {
            First = first,
            Offset = offset,
            Key = key,
            BodyOffset = cursor.Offset - bytes.Length,
            Body = spilled ? default : bytes,
            BodyLength = bytes.Length,
            IsSpilled = spilled,
        };
    }

    // A key must be held, whatever the limit does to its value.
    private void RefuseLongKey(RdbCursor cursor)
    {
        long offset = cursor.Offset;
        int there = cursor.Remaining;
        if (cursor.TrySkipPart(out ulong missing) && missing + (ulong)there > (ulong)maxBodyBytes)
        {
            throw new RdbFormatException(offset, $"a key of more than {maxBodyBytes} bytes");
        }
    }

    private static string?[] LayoutsOf(RdbHeader header)
    {
        string?[] layouts = new string?[256];
        for (int first = 0; first < RdbOpcode.First; first++)
        {
            layouts[first] = header.Knows((RdbType)first) ? RdbLayout.OfValue((RdbType)first, header.Flavour) : null;
        }
        for (int opcode = RdbOpcode.First; opcode < RdbOpcode.Eof; opcode++)
        {
            layouts[opcode] = RdbLayout.OfRecord((byte)opcode, header.Flavour);
        }
        layouts[RdbOpcode.Eof] = header.HasChecksum ? "d" : "";
        return layouts;
    }
}
