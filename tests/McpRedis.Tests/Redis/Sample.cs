namespace McpRedis.Tests.Redis;

/// <summary>Files of <c>Samples/</c>, see its README.</summary>
internal static class Sample
{
    /// <summary>The text with the line ends a server sends.</summary>
    public static string Info(string name)
    {
        using var stream = typeof(Sample).Assembly.GetManifestResourceStream($"info-{name}.txt") ?? throw new FileNotFoundException(name);
        return new StreamReader(stream).ReadToEnd().ReplaceLineEndings("\r\n");
    }
}
