namespace McpRedis.Redis.Subscriptions;

/// <summary>A message as it was received.</summary>
/// <param name="Channel">Channel it was published on.</param>
/// <param name="Pattern">Pattern that let it through; null when its channel was listened to by name.</param>
/// <param name="Payload">The message; of a very large one the beginning.</param>
/// <param name="SizeBytes">Size of the whole message.</param>
/// <param name="ReceivedAt">When it came in.</param>
internal sealed record RedisMessage(byte[] Channel, byte[]? Pattern, byte[] Payload, long SizeBytes, DateTimeOffset ReceivedAt);
