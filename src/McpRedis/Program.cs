return await McpRedis.Hosting.CommandLine.RunAsync(args);
