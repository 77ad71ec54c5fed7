namespace Palimpsest.Studio.Components.State;

/// <summary>How the pages find their own jobs again.</summary>
public static class PageTag
{
    public const string Origin = "page";

    public const string Img2Img = "img2img-page";

    public const string Txt2Img = "txt2img-page";
}
