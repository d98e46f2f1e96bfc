package org.groundstation.console.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ContentSecurityPolicyTest {
    @Test
    void theImportMapIsAllowedByTheHashOfItsExactText() {
        String policy = ContentSecurityPolicy.forPage("<head><script type=\"importmap\">{}</script></head>");

        assertThat(policy).contains("script-src 'self' 'sha256-RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=';")
                .startsWith("default-src 'none'").doesNotContain("unsafe");
    }

    @Test
    void aPageWithoutImportMapIsAnError() {
        assertThatThrownBy(() -> ContentSecurityPolicy.forPage("<head></head>")).hasMessage("the page has no import map");
    }
}
