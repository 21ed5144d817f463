using System.Buffers.Text;
using McpRedis.Faults;

namespace McpRedis.Redis.Raw;

/// <summary>
/// SCAN over a raw connection, the only one there is: what it brings in is filtered by the key scope before anybody sees
/// it. The cursor is an unsigned number of 64 bits that only the same process of the server understands.
/// </summary>
/// <param name="pipe">Where it is sent and answered.</param>
/// <param name="gate">Says which keys may be seen.</param>
/// <param name="pattern">MATCH; null for all keys. The server still walks all of them.</param>
internal sealed class BulkScan(RespPipe pipe, CommandGate gate, byte[]? pattern)
{
    private readonly BulkCommand _scan = gate.PrepareScan();
    private readonly byte[]? _match = gate.Scope is { } scope ? scope.Narrow(pattern) : pattern;

    /// <summary>Where the next step goes on; 0 ahead of the first step and after the last.</summary>
    public ulong Cursor { get; set; }

    /// <summary>Elements of the last reply, before the filter.</summary>
    public int LastFound { get; private set; }

    /// <summary>Writes the next step.</summary>
    public void Write(int count)
    {
        Span<byte> cursor = stackalloc byte[20];
        _ = Utf8Formatter.TryFormat(Cursor, cursor, out int digits);
        var to = pipe.Commands;
        to.Begin(_scan, _match is null ? 3 : 5);
        to.Argument(cursor[..digits]);
        if (_match is not null)
        {
            to.Argument("MATCH"u8);
            to.Argument(_match);
        }
        to.Argument("COUNT"u8);
        to.Argument(count);
    }

    /// <summary>Takes the keys of its reply, those in scope.</summary>
    /// <exception cref="Fault">The server refused it, or what came is no reply of SCAN.</exception>
    public void Read(RespFrame reply, KeyBatch keys)
    {
        if (reply.IsError)
        {
            throw RedisFaults.FromReply(reply.ToValue().Text, "SCAN");
        }
        var parts = reply.GetEnumerator();
        var cursor = parts.Next();
        var found = parts.Next();
        if (reply.Count != 2 || !found.IsAggregate || !Utf8Parser.TryParse(cursor.Bytes, out ulong next, out int length) || length != cursor.Bytes.Length)
        {
            throw new Fault(ErrorCode.ServerError, "The server's reply to SCAN is not understood.", "redis_server_info tells product and version.");
        }
        (Cursor, LastFound) = (next, found.Count);
        foreach (var key in found)
        {
            if (!gate.IsForeign(key.Bytes))
            {
                keys.Add(key.Bytes);
            }
        }
    }
}
