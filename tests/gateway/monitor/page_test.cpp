#include "gateway/monitor/assets.h"
#include "gateway/monitor/page.h"

#include <gmock/gmock.h>

namespace foramen {

namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Page, ForbidsEverythingButItsOwnFiles)
{
    auto const reply = page_reply(PageView::loading);

    EXPECT_EQ(reply.status, 200u);
    EXPECT_EQ(header(reply.headers, "Content-Security-Policy"),
              "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
              "img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
    EXPECT_EQ(header(reply.headers, "X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(header(reply.headers, "Referrer-Policy"), "no-referrer");
    EXPECT_EQ(header(reply.headers, "Cache-Control"), "no-store");
}

TEST(Page, HasNothingInline)
{
    EXPECT_THAT(page_reply(PageView::loading).body,
                AllOf(Not(HasSubstr("<style")), Not(HasSubstr("style=")), Not(HasSubstr("onload")),
                      Not(HasSubstr("{{")), Not(HasSubstr("://"))));
}

TEST(Page, SaysWhetherSomebodyIsSignedIn)
{
    EXPECT_THAT(page_reply(PageView::loading).body, HasSubstr("data-view=\"loading\""));
    EXPECT_THAT(page_reply(PageView::sign_in).body, HasSubstr("data-view=\"sign-in\""));
}

TEST(Page, EveryFileThatItNamesIsThereForEver)
{
    auto const shell = page_reply(PageView::loading).body;
    ASSERT_EQ(assets().size(), 3u);
    for (auto const& asset : assets()) {
        EXPECT_THAT(shell, HasSubstr("assets/" + std::string{asset.name}));
        auto const reply = asset_reply(asset.name, "");
        EXPECT_EQ(reply.status, 200u);
        EXPECT_EQ(reply.body, asset.content);
        EXPECT_EQ(header(reply.headers, "Content-Encoding"), "");
        EXPECT_EQ(header(reply.headers, "Cache-Control"), "public, max-age=31536000, immutable");
    }
}

TEST(Page, SendsFilesSmallToWhoTakesGzip)
{
    auto const& script = assets()[0];

    auto const reply = asset_reply(script.name, "br, gzip");
    EXPECT_EQ(header(reply.headers, "Content-Encoding"), "gzip");
    EXPECT_EQ(reply.body, script.gzipped);
    EXPECT_LT(reply.body.size(), script.content.size() / 2);
    EXPECT_EQ(header(asset_reply(script.name, "gzip;q=0").headers, "Content-Encoding"), "");
}

TEST(Page, KnowsNoOtherFile)
{
    EXPECT_EQ(asset_reply("index.html", "").status, 404u);
    EXPECT_EQ(asset_reply("", "").status, 404u);
}

} // namespace

} // namespace foramen
