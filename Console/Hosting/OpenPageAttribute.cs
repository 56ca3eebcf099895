namespace RetailGrains.WebConsole.Hosting;

/// <summary>A page that needs no session.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OpenPageAttribute : Attribute;
