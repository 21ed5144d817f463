using McpRedis.Migration.Files;

namespace McpRedis.Migration.Compare;

/// <summary>A temporary file of our own (mode 0600), gone when it is closed, and with us however we end. It holds keyed hashes, from which nobody can tell a name.</summary>
internal static class SpillFile
{
    private const int BufferBytes = 64 << 10;

    public static Stream Create()
    {
        string path = Path.Combine(Path.GetTempPath(), $"mcp-redis-{Path.GetRandomFileName()}");
        var file = OwnerOnly.Open(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose, BufferBytes);
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);   // an open file needs no name
        }
        return file;
    }
}
