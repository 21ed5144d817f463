using System.Buffers;
using System.Buffers.Binary;

namespace McpRedis.Rdb;

/// <summary>
/// Splits a file into its records without decoding values. <see cref="FillAsync"/> brings bytes, <see cref="TryRead"/> gives records out of them in place
/// until they are used up:
/// <code>
/// while (await reader.FillAsync(token))
/// {
///     while (reader.TryRead(out RdbRecord record)) { … }
/// }
/// </code>
/// A value is walked once however it arrives, and one beyond the limit is walked without being held. Both end at the end mark; what comes
/// after it is not looked at.
/// </summary>
internal sealed class RdbReader : IDisposable
{
    private const int LargestValue = 512 << 20; // no server takes a larger payload, see proto-max-bulk-len

    private readonly SlidingBuffer _buffer;
    private readonly RdbReaderOptions _options;
    private readonly HashTemplates _templates = new();
    private readonly ArrayBufferWriter<byte> _resolved = new();
    private readonly RdbAux _aux = new();
    private RdbHeader _header;
    private RdbWalker? _walker;
    private LastKey _lastKey;
    private byte[] _keyScratch = [];
    private RdbKeyAttributes _attributes;
    private int _database;
    private bool _hasEnded;

    public RdbReader(Stream source, RdbReaderOptions? options = null)
    {
        _options = options ?? new RdbReaderOptions();
        ArgumentOutOfRangeException.ThrowIfNotEqual(Math.Clamp(_options.MaxValueBytes, 1, LargestValue), _options.MaxValueBytes, nameof(options));
        _buffer = new SlidingBuffer(source, _options.BufferBytes);
    }

    /// <summary>Known after the first <see cref="TryRead"/> that had nine bytes.</summary>
    public RdbHeader Header => _header;

    public IReadOnlyDictionary<string, string> Aux => _aux.Fields;

    /// <summary>Bytes that are done with.</summary>
    public long Position => _buffer.Offset;

    public long KeysRead { get; private set; }

    /// <summary>Keys that the databases begun so far were announced with; a hint, and not always there.</summary>
    public ulong KeysAnnounced { get; private set; }

    /// <summary>Brings more bytes; false once the end mark and the checksum behind it were read. Spans of records are void after it.</summary>
    /// <exception cref="RdbFormatException">The source has ended before the end mark.</exception>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_hasEnded)
        {
            return false;
        }
        _lastKey.Keep(_buffer);
        if (await _buffer.FillAsync(cancellationToken))
        {
            return true;
        }
        long end = _buffer.Offset + _buffer.Unread.Length;
        string where = _walker is null ? "within the header" : _walker.OpenOffset is { } open ? $"within a record that began at {open}" : "before the end mark";
        throw Report(new RdbFormatException(end, $"the data end {where}"));
    }

    /// <summary>The next record out of the bytes at hand; false when they are used up.</summary>
    /// <exception cref="RdbFormatException">The file is damaged, or of a kind that is not known here.</exception>
    public bool TryRead(out RdbRecord record)
    {
        try
        {
            return TryReadRecord(out record);
        }
        catch (RdbFormatException e) when (e.LastKey is null)
        {
            throw Report(e);
        }
    }

    public void Dispose() => _buffer.Dispose();

    private RdbFormatException Report(RdbFormatException e) => new(e.Offset, e.Reason) { LastKey = _lastKey.ToArray(_buffer) };

    private bool TryReadRecord(out RdbRecord record)
    {
        record = default;
        if (_hasEnded || !TryReadHeader(out RdbWalker? walker))
        {
            return false;
        }
        var cursor = new RdbCursor(_buffer.Unread, _buffer.Offset);
        while (walker.TryWalk(ref cursor, out RdbItem item))
        {
            if (item.First == RdbOpcode.Eof)
            {
                _buffer.Consume(cursor.Position - item.Body.Length);
                End(item.Body);
                return false;
            }
            if (item.IsKey)
            {
                record = TakeKey(item);
                _buffer.Consume(cursor.Position);
                return true;
            }
            if (TryTake(item, out record))
            {
                _buffer.Consume(cursor.Position);
                return true;
            }
        }
        _buffer.Consume(cursor.Position);
        return false;
    }

    private bool TryReadHeader([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out RdbWalker? walker)
    {
        walker = _walker;
        if (walker is null && _buffer.Unread.Length >= RdbHeader.Size)
        {
            _header = RdbHeader.Parse(_buffer.Unread[..RdbHeader.Size]);
            _buffer.Consume(RdbHeader.Size);
            walker = _walker = new RdbWalker(_header, _options.MaxValueBytes, _templates);
        }
        return walker is not null;
    }

    private RdbRecord TakeKey(scoped in RdbItem item)
    {
        var type = (RdbType)item.First;
        ReadOnlySpan<byte> value = item.Body;
        if (type is RdbType.HashTemplateListpackReference or RdbType.HashTemplateArrayReference)
        {
            // One before the reference is the number of what it becomes.
            type--;
            value = item.IsSpilled ? default : Resolve(item);
        }
        var record = new RdbRecord
        {
            Kind = RdbRecordKind.Key,
            Database = _database,
            Key = item.Key.Decode(ref _keyScratch),
            ExpireAtMs = _attributes.ExpireAtMs,
            IdleSeconds = _attributes.IdleSeconds,
            Frequency = _attributes.Frequency,
            Meta = _attributes.Meta,
            Type = type,
            Value = value,
            ValueLength = item.BodyLength,
            IsSpilled = item.IsSpilled,
            Offset = item.Offset,
        };
        if (item.Key.IsRaw && !item.IsSpilled)
        {
            _lastKey.At(item.BodyOffset - record.Key.Length, record.Key.Length);
        }
        else
        {
            _lastKey.Set(record.Key);
        }
        _attributes = default;
        KeysRead++;
        return record;
    }

    private ReadOnlySpan<byte> Resolve(scoped in RdbItem item)
    {
        _resolved.ResetWrittenCount();
        _templates.Resolve((RdbType)item.First, item.Body, item.BodyOffset, _resolved);
        return _resolved.WrittenSpan;
    }

    // True for what the caller gets; the rest is for the keys that follow.
    private bool TryTake(scoped in RdbItem item, out RdbRecord record)
    {
        record = default;
        if (item.IsSpilled && item.First is RdbOpcode.Function2 or RdbOpcode.HashTemplate or RdbOpcode.KeyMeta)
        {
            throw new RdbFormatException(item.Offset, $"a record {item.First} of {item.BodyLength} bytes, which is more than may be held");
        }
        switch (item.First)
        {
            case RdbOpcode.Function2 or RdbOpcode.ModuleAux:
                record = new RdbRecord
                {
                    Kind = item.First == RdbOpcode.Function2 ? RdbRecordKind.Function : RdbRecordKind.ModuleAux,
                    Value = item.Body,
                    ValueLength = item.BodyLength,
                    IsSpilled = item.IsSpilled,
                    Offset = item.Offset,
                };
                return true;
            case RdbOpcode.HashTemplate:
                _templates.Add(item.Body, item.BodyOffset);
                break;
            case RdbOpcode.KeyMeta when _header.Flavour == RdbFlavour.Redis:
                _attributes.Meta = [RdbOpcode.KeyMeta, .. item.Body];
                break;
            case RdbOpcode.ExpireTimeMs:
                _attributes.ExpireAtMs = BinaryPrimitives.ReadInt64LittleEndian(item.Body);
                break;
            case RdbOpcode.ExpireTime:
                _attributes.ExpireAtMs = BinaryPrimitives.ReadInt32LittleEndian(item.Body) * 1000L;
                break;
            case RdbOpcode.Frequency:
                _attributes.Frequency = item.Body[0];
                break;
            case RdbOpcode.Idle:
                _attributes.IdleSeconds = (long)Number(item, long.MaxValue);
                break;
            case RdbOpcode.SelectDb:
                _database = (int)Number(item, int.MaxValue);
                break;
            case RdbOpcode.ResizeDb:
                KeysAnnounced += Number(item, ulong.MaxValue);
                break;
            case RdbOpcode.Aux when !item.IsSpilled:
                var cursor = new RdbCursor(item.Body, item.BodyOffset);
                cursor.TryReadString(out RdbString name);
                cursor.TryReadString(out RdbString value);
                _aux.Take(name, value);
                break;
            default: // hints about slots, and imports of slots under way
                break;
        }
        return false;
    }

    private static ulong Number(scoped in RdbItem item, ulong most)
    {
        var cursor = new RdbCursor(item.Body);
        cursor.TryReadLength(out ulong number);
        return number <= most ? number : throw new RdbFormatException(item.Offset, $"record {item.First} says {number}");
    }

    private void End(ReadOnlySpan<byte> checksum)
    {
        ulong computed = _buffer.Checksum();
        _buffer.Consume(checksum.Length);
        _hasEnded = true;
        // 0 is written by servers that are told not to compute one.
        if (!checksum.IsEmpty && BinaryPrimitives.ReadUInt64LittleEndian(checksum) is var stated and not 0 && stated != computed)
        {
            throw new RdbFormatException(_buffer.Offset - checksum.Length, "the checksum is not that of the bytes before it: the file is damaged or was changed");
        }
    }
}
