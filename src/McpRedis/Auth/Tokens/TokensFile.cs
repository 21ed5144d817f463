using Microsoft.Extensions.Logging;

namespace McpRedis.Auth.Tokens;

/// <summary>
/// The tokens of a file, read again when it changes. It is looked at every two seconds and compared by its contents: mounted
/// secrets change by swapping links, of which neither notifications nor the times of the path tell. A file that became wrong
/// or is gone changes nothing, so that a slip of an editor locks nobody out; to let nobody in, write an empty list.
/// </summary>
internal sealed partial class TokensFile : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private const int LargestBytes = 1024 * 1024;

    private readonly string _path;
    private readonly TokenEntries _entries;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private volatile TokenTable _tokens = TokenTable.Empty;
    private byte[]? _seen;   // contents that were looked at last, right or wrong; null when it could not be read
    private volatile bool _disposed;

    private TokensFile(string path, TokenEntries entries, TimeProvider time, ILogger logger, List<string> mistakes)
    {
        (_path, _entries, _logger) = (path, entries, logger);
        _seen = Contents(mistakes);
        if (_seen is not null)
        {
            _tokens = entries.Read(_seen, mistakes);
        }
        _timer = time.CreateTimer(_ => Look(), null, Pause, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What is in force.</summary>
    public TokenTable Tokens => _tokens;

    /// <param name="mistakes">Receives what is wrong at the start; afterwards it goes to the log, a line for each change of the file.</param>
    public static TokensFile Open(string path, TokenEntries entries, TimeProvider time, ILogger logger, List<string> mistakes) =>
        new(path, entries, time, logger, mistakes);

    public void Dispose()
    {
        _disposed = true;
        _timer.Dispose();
    }

    private void Look()
    {
        var mistakes = new List<string>();
        byte[]? contents = Contents(mistakes);
        bool changed = contents is null ? _seen is not null : !contents.AsSpan().SequenceEqual(_seen);
        _seen = contents;
        if (changed)
        {
            Take(contents, mistakes);
        }
        if (!_disposed)
        {
            _timer.Change(Pause, Timeout.InfiniteTimeSpan);
        }
    }

    private void Take(byte[]? contents, List<string> mistakes)
    {
        var tokens = contents is null ? TokenTable.Empty : _entries.Read(contents, mistakes);
        if (mistakes.Count > 0)
        {
            LogKept(string.Join(" ", mistakes.Take(5)));
            return;
        }
        _tokens = tokens;
        LogRead(tokens.Count);
    }

    private byte[]? Contents(List<string> mistakes)
    {
        try
        {
            using var stream = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            byte[] buffer = new byte[Math.Min(stream.Length, LargestBytes) + 1];   // one more, which a file that grows meanwhile fills: the next look has the rest
            int length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length <= LargestBytes)
            {
                return buffer[..length];
            }
            mistakes.Add($"{TokenEntries.Place}the file is larger than {LargestBytes} bytes.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            mistakes.Add($"{TokenEntries.Place}there is no such file.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            mistakes.Add($"{TokenEntries.Place}the file cannot be read; check its path and mode.");
        }
        return null;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "tokens file read again: {Count} tokens")]
    private partial void LogRead(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "the tokens file changed and is not taken, the tokens of before stay in force: {Mistakes}")]
    private partial void LogKept(string mistakes);
}
