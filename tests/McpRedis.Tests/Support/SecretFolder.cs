namespace McpRedis.Tests.Support;

/// <summary>A folder of its own for the files of one test.</summary>
internal sealed class SecretFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("mcp-redis-").FullName;

    public string Path(string name) => System.IO.Path.Combine(_path, name);

    /// <summary>Writes a file and gives its path. Readable by its owner alone unless told otherwise.</summary>
    public string Write(string name, string text, bool openToAll = false)
    {
        string path = Path(name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | (openToAll ? UnixFileMode.OtherRead : 0));
        }
        return path;
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
