using System.Text;

namespace McpRedis.Redis.Connections;

/// <summary>
/// A secret mounted as a file: one line, its line break ignored. What goes wrong never repeats the path, because
/// what stands where a path should be may be the secret itself.
/// </summary>
/// <param name="Value">The secret; null when it could not be read.</param>
/// <param name="Mistake">Why not.</param>
/// <param name="Warning">What is wrong with the file all the same.</param>
internal sealed record SecretFile(string? Value, string? Mistake, string? Warning)
{
    /// <summary>A URL or a password is far shorter; the limit keeps a wrong path (a device, a log) from being swallowed.</summary>
    private const int LargestBytes = 64 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static SecretFile Read(string path)
    {
        if (path.Contains("://", StringComparison.Ordinal))
        {
            return Refused("expected the path of a file that holds the secret, found a URL.");
        }
        try
        {
            if (Directory.Exists(path))
            {
                return Refused("expected the path of a file, found a directory.");
            }
            byte[] buffer = new byte[LargestBytes + 1];
            int length;
            // Without a look at its length first: the shell's <(…) is a pipe and has none.
            using (var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0))
            {
                length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            }
            return length > LargestBytes
                ? Refused($"the file is larger than {LargestBytes} bytes; expected one line.")
                : Check(StrictUtf8.GetString(buffer, 0, length)) with { Warning = OpenToAll(path) };
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Refused("there is no such file.");
        }
        catch (DecoderFallbackException)
        {
            return Refused("the file is not UTF-8 text.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Refused("the file cannot be read; check its path and mode.");
        }
    }

    /// <summary>A warning when everyone on the machine may read the file, else null. Not asked on Windows.</summary>
    public static string? OpenToAll(string path)
    {
        try
        {
            return !OperatingSystem.IsWindows() && File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherRead)
                ? "everyone on this machine may read the file; expected mode 0400, 0600 or 0640."
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A pipe that was read and is gone has no mode to speak of.
            return null;
        }
    }

    /// <summary>Says only whether it was read: the generated form would hold the secret.</summary>
    public override string ToString() => Value is null ? "refused" : "read";

    private static SecretFile Check(string text)
    {
        string line = text.TrimStart('\uFEFF').TrimEnd('\r', '\n');
        return line.Length == 0 ? Refused("the file is empty.")
            : line.AsSpan().ContainsAny('\r', '\n') ? Refused("the file holds more than one line; expected the secret alone.")
            : new SecretFile(line, null, null);
    }

    private static SecretFile Refused(string mistake) => new(null, mistake, null);
}
