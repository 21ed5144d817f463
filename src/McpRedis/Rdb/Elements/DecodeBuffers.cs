namespace McpRedis.Rdb.Elements;

/// <summary>
/// Where strings go that do not lie in the data as they are. One set serves value after value, so that decoding allocates nothing; not for
/// concurrent use. They grow to the longest string seen.
/// </summary>
internal sealed class DecodeBuffers
{
    private const int KeptBytes = 1 << 20;

    internal byte[] Name = new byte[64];
    internal byte[] Value = new byte[64];
    internal byte[] Blob = [];
    internal byte[] Names = [];

    /// <summary>Lets go of what one huge value made large.</summary>
    public void Trim()
    {
        Trim(ref Name);
        Trim(ref Value);
        Trim(ref Blob);
        Trim(ref Names);
    }

    private static void Trim(ref byte[] buffer)
    {
        if (buffer.Length > KeptBytes)
        {
            buffer = new byte[64];
        }
    }
}
