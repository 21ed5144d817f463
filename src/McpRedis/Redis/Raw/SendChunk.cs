using System.Buffers;

namespace McpRedis.Redis.Raw;

/// <summary>A pooled piece of what is sent: whole commands, one after the other.</summary>
internal sealed class SendChunk(int capacity)
{
    public byte[] Bytes { get; private set; } = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>Bytes of whole commands.</summary>
    public int Length { get; set; }

    /// <summary>How far it was given to the socket.</summary>
    public int Sent { get; set; }

    public void Free()
    {
        if (Bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(Bytes);
            Bytes = [];
        }
    }
}
