using System.Text;
using McpRedis.Rdb;

namespace McpRedis.Tests.Rdb;

/// <summary>A record taken out of the reader's buffer, to keep and to compare.</summary>
internal sealed record ReadRecord(
    RdbRecordKind Kind, int Database, string Key, long? ExpireAtMs, long? IdleSeconds, byte? Frequency, string Meta, RdbType Type, string Value, long ValueLength, bool IsSpilled, long Offset)
{
    /// <summary>Of a key that is text.</summary>
    public string Name => Encoding.UTF8.GetString(Convert.FromHexString(Key));

    public byte[] KeyBytes => Convert.FromHexString(Key);

    public byte[] ValueBytes => Convert.FromHexString(Value);

    public static ReadRecord Of(in RdbRecord record) => new(
        record.Kind, record.Database, Bytes.Hex(record.Key), record.ExpireAtMs, record.IdleSeconds, record.Frequency, Bytes.Hex(record.Meta), record.Type,
        Bytes.Hex(record.Value), record.ValueLength, record.IsSpilled, record.Offset);

    /// <summary>All records of a file, by a reader that is asked until it says that it has ended.</summary>
    public static Task<IReadOnlyList<ReadRecord>> AllAsync(byte[] file, RdbReaderOptions? options = null) => AllAsync(new MemoryStream(file), options);

    public static async Task<IReadOnlyList<ReadRecord>> AllAsync(Stream file, RdbReaderOptions? options = null)
    {
        using var reader = new RdbReader(file, options);
        var records = new List<ReadRecord>();
        while (await reader.FillAsync(CancellationToken.None))
        {
            while (reader.TryRead(out RdbRecord record))
            {
                records.Add(Of(record));
            }
        }
        return records;
    }
}
