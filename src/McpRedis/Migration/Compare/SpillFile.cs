namespace McpRedis.Migration.Compare;

/// <summary>A temporary file of our own (mode 0600), gone when it is closed, and with us however we end. It holds keyed hashes, from which nobody can tell a name.</summary>
internal static class SpillFile
{
    public static Stream Create()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 64 << 10,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        string path = Path.Combine(Path.GetTempPath(), $"mcp-redis-{Path.GetRandomFileName()}");
        var file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);   // an open file needs no name
        }
        return file;
    }
}
