namespace McpRedis.Redis.Connections;

/// <summary>A connection URL read: the options, or else every mistake in it.</summary>
/// <param name="Options">Null when there is a mistake.</param>
/// <param name="Mistakes">One line each, beginning with the source; safe to print.</param>
internal sealed record RedisUriResult(ConnectionOptions? Options, IReadOnlyList<string> Mistakes);
