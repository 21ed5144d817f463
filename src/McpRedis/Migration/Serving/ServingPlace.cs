namespace McpRedis.Migration.Serving;

/// <summary>The operator's word on where targets find this program.</summary>
/// <param name="Address">Null where nothing was said: then only targets on this machine do.</param>
internal sealed record ServingPlace(ServeAddress? Address);
