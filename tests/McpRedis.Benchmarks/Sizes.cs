namespace McpRedis.Benchmarks;

/// <summary>What our builds and packages weigh, in bytes.</summary>
internal sealed class Sizes(BenchmarkOptions options)
{
    public const long LargestFileBytes = 45_000_000;

    public long SingleFileBytes { get; } = new FileInfo(options.Program).Length;

    public long PortableBytes { get; } = new DirectoryInfo(Path.GetDirectoryName(Path.GetFullPath(options.Portable))!).EnumerateFiles().Sum(file => file.Length);

    /// <summary>Packages and bundles, as they are downloaded.</summary>
    public IReadOnlyList<(string Name, long Bytes)> Packages { get; } = Directory.Exists(options.Packages)
        ? [.. new DirectoryInfo(options.Packages).EnumerateFiles().Where(file => file.Extension is ".nupkg" or ".mcpb").OrderBy(file => file.Name).Select(file => (file.Name, file.Length))]
        : [];
}
